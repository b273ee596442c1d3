// `npm start`: collector, services and shop, until Ctrl-C. With --once: one checkout in a browser, its trace, and an exit code.
import { startCollector } from './collector/collector.mjs';
import { startServices } from './processes.mjs';

const isOnce = process.argv.includes('--once');
const { SHOP_PORT: shopPort = '8080', COLLECTOR_PORT: collectorPort = '4318' } = process.env;
/** Where services and page export instead of to a collector of ours. A verdict on a trace needs ours: it can be asked. */
const externalUrl = isOnce ? undefined : process.env.OTEL_EXPORTER_OTLP_ENDPOINT;

/** What was started, in order; it is stopped in reverse. */
const started = [];
let isStopping = false;
let shopUrl = '';

/** Stops everything, then ends with this code. The first call decides. */
async function exit(code) {
  if (isStopping) return;
  isStopping = true;
  for (const part of started.reverse()) await part.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => exit(isOnce ? 1 : 0));

try {
  const collectorUrl = externalUrl ?? (await startLocalCollector());
  console.log('Starting the database and five services …');
  const services = await startServices({
    collectorUrl,
    viewUrl: externalUrl ? '' : collectorUrl,
    shopPort: isOnce ? 0 : Number(shopPort),
    quiet: isOnce,
    onFailure(error) {
      console.error(error.message);
      exit(1);
    },
  });
  started.push(services);
  shopUrl = services.shopUrl;
  if (isOnce) {
    // Loaded only here, so that `npm start` needs no browser.
    const { checkOutOnce } = await import('./once.mjs');
    await exit((await checkOutOnce({ shopUrl, collectorUrl })) ? 0 : 1);
  }
  printAddresses(collectorUrl);
} catch (error) {
  if (!isStopping) console.error(error.message);
  await exit(1);
}

async function startLocalCollector() {
  const port = isOnce ? 0 : Number(collectorPort);
  const collector = await startCollector({ port, quiet: true, shopUrl: () => shopUrl }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is taken by another program. End it, choose another port with COLLECTOR_PORT,
or, if it is a collector, use it: OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:${port} npm start`);
  });
  started.push(collector);
  return collector.url;
}

function printAddresses(collectorUrl) {
  const traces = externalUrl ? `exported to ${collectorUrl}` : collectorUrl;
  console.log(`
  Shop     ${shopUrl}
  Traces   ${traces}

  Add something to the cart, place the order, and follow "See this trace".
  To export to a collector of your own: OTEL_EXPORTER_OTLP_ENDPOINT=http://host:4318 npm start
  Ctrl-C ends it.
`);
}
