// The demo's back end as a whole: a database and five services, each a process of its own, on free ports of this machine.
import { createServer } from 'node:net';
import { startChildProcess } from './childProcess.mjs';

const services = ['inventory', 'payments', 'notifications', 'orders', 'gateway'];

/**
 * Starts everything and waits until every process answers. Whatever was started is ended again if one of them fails.
 * @param {object} options
 * @param {string} options.collectorUrl OTLP/HTTP base URL for the spans of the services and of the page
 * @param {string} [options.viewUrl] where the page links to traces; default the collector, empty for no links
 * @param {number} [options.shopPort] default 8080; 0 takes a free one
 * @param {boolean} [options.quiet] keeps the services' output off the terminal
 * @param {(error: Error) => void} [options.onFailure] told when a process dies later on; default prints the error
 * @returns {Promise<{ shopUrl: string, stop(): Promise<void> }>} `stop` flushes telemetry, ends every process, may be called twice
 */
export async function startServices({
  collectorUrl,
  viewUrl = collectorUrl,
  shopPort = 8080,
  quiet = false,
  onFailure = (error) => console.error(error.message),
}) {
  if (shopPort !== 0) await assertFree(shopPort);
  const [database, ...ports] = await freePorts(services.length + 1);
  const portOf = Object.fromEntries(services.map((name, index) => [name, ports[index]]));
  if (shopPort !== 0) portOf.gateway = shopPort;
  const env = {
    DATABASE_URL: `postgres://postgres@127.0.0.1:${database}/postgres`,
    ...Object.fromEntries(
      services.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${portOf[name]}`]),
    ),
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    CLEW_ENDPOINT: collectorUrl,
    CLEW_VIEW_URL: viewUrl,
  };

  let isUp = false;
  const onDeath = (error) => isUp && onFailure(error);
  const children = [startChildProcess('database', { port: database, telemetry: false, quiet, onDeath })];
  for (const name of services) {
    children.push(startChildProcess(name, { port: portOf[name], env, quiet, onDeath }));
  }
  const killAll = () => {
    for (const child of children) child.kill();
  };
  process.once('exit', killAll);
  const stop = async () => {
    isUp = false;
    // The database goes last: a service that still answers a customer may need it.
    await Promise.all(children.slice(1).map((child) => child.stop()));
    await children[0].stop();
    process.off('exit', killAll);
  };

  const outcomes = Promise.all(children.map((child) => child.ready));
  await outcomes.catch(async (error) => {
    await stop();
    throw error;
  });
  isUp = true;
  return { shopUrl: `http://localhost:${portOf.gateway}`, stop };
}

async function assertFree(port) {
  const probe = await listen(port).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} is taken by another program. End that one, or choose another port with SHOP_PORT.`,
    );
  });
  await close(probe);
}

/** Ports nobody listens on. All are held at once before they are let go, so that no two are the same. */
async function freePorts(count) {
  const probes = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map(close));
  return ports;
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => resolve(probe));
  });
}

function close(server) {
  return new Promise((resolve) => server.close(resolve));
}
