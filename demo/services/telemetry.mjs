// Loaded before a service's own code: node --import ./telemetry.mjs payments.mjs. Starts the official OpenTelemetry SDK with
// its auto-instrumentations; the services themselves hold not one line of tracing. Configured by the standard OTEL_* variables.
import { register } from 'node:module';

/** Defaults for a demo: spans leave within 200 ms, and only traces are exported. Whatever is set outside wins. */
const defaults = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host,serviceinstance',
  OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
};
for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;

// What is imported by an ES module is patched by a loader hook; naming the two packages keeps the start quick.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
  data: { include: ['express', 'pg'] },
});

// Imported only now, because these read the variables above while they load.
const { NodeSDK } = await import('@opentelemetry/sdk-node');
const { getNodeAutoInstrumentations } = await import('@opentelemetry/auto-instrumentations-node');

const sdk = new NodeSDK({
  instrumentations: getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-fs': { enabled: false },
    '@opentelemetry/instrumentation-dns': { enabled: false },
    '@opentelemetry/instrumentation-net': { enabled: false },
    '@opentelemetry/instrumentation-runtime-node': { enabled: false },
    '@opentelemetry/instrumentation-http': {
      // Health checks, and the files that a CDN would serve: a trace each would bury those of the customers.
      ignoreIncomingRequestHook: ({ url }) => url === '/health' || /\.\w+$/.test(url),
    },
    // Express 5 is built on the package `router`: this one would add the layers a second time.
    '@opentelemetry/instrumentation-router': { enabled: false },
    // A span per express layer says nothing that the server span does not; its route is still put on that span.
    '@opentelemetry/instrumentation-express': {
      ignoreLayersType: ['middleware', 'router', 'request_handler'],
    },
    '@opentelemetry/instrumentation-pg': { requireParentSpan: true, ignoreConnectSpans: true },
  }),
});
sdk.start();

/** Sends what is still queued, then ends the process; a collector that is gone must not hold it up for long. */
async function flushAndExit() {
  setTimeout(() => process.exit(0), 2_000).unref();
  await sdk.shutdown().catch((error) => console.error(`Telemetry was not flushed: ${error.message}`));
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(signal, flushAndExit);
// The parent may have gone while the SDK was loading; that event is not repeated.
if (process.connected === false) flushAndExit();
