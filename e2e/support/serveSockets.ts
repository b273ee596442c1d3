// A WebSocket server for tests, an origin of its own on a free port.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A running server. */
export interface SocketServer {
  /** `ws://127.0.0.1:port`. */
  readonly url: string;
  /** Drops every connection, as a broken network does, and closes the port. */
  stop(): Promise<void>;
}

/**
 * Starts a server that greets with the text `hello`, sends back what it gets, binary as binary, and closes with code
 * 4001 at the text `bye`.
 */
export async function serveSockets(): Promise<SocketServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.send('hello');
    socket.on('message', (data, isBinary) => {
      if (String(data) === 'bye') socket.close(4001, 'as asked');
      else socket.send(data, { binary: isBinary });
    });
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
