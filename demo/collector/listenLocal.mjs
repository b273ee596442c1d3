// Listening on a host name that may have two addresses: browsers try ::1 for `localhost` first, Node services often 127.0.0.1.
import { createServer } from 'node:http';

/**
 * Serves `handler` on every address of the host. For 'localhost' that is 127.0.0.1, and ::1 where the machine has it.
 * Rejects with a readable message when the port is taken.
 * @param {import('node:http').RequestListener} handler
 * @param {{ port: number, host: string }} address port 0 takes a free one
 * @returns {Promise<{ port: number, stop(): Promise<void> }>} `stop` may be called twice
 */
export async function listenLocal(handler, { port, host }) {
  const first = await listen(handler, port, host === 'localhost' ? '127.0.0.1' : host);
  const servers = [first];
  const stop = async () => {
    await Promise.all(servers.splice(0).map(close));
  };
  const boundPort = first.address().port;
  if (host === 'localhost') {
    try {
      servers.push(await listen(handler, boundPort, '::1'));
    } catch (error) {
      // A machine without IPv6, and a free port of ours that somebody else holds on ::1, both leave 127.0.0.1.
      if (error.code === 'EADDRINUSE' && port !== 0) {
        await stop();
        throw error;
      }
    }
  }
  return { port: boundPort, stop };
}

function listen(handler, port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer(handler);
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') error.message = `Port ${port} on ${host} is taken by another program`;
      reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
