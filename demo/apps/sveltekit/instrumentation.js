// OpenTelemetry for the server, loaded before it: `npm start`. OTEL_SERVICE_NAME and OTEL_EXPORTER_OTLP_ENDPOINT say who it
// is and where spans go.
import { createRequire } from 'node:module';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { detectResources, envDetector } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

process.env.OTEL_SEMCONV_STABILITY_OPT_IN ??= 'http';
const exporter = new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 200 });
const resource = detectResources({ detectors: [envDetector] });
new NodeTracerProvider({ resource, spanProcessors: [exporter] }).register();
registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation({
      // The page's own telemetry, and what a CDN would serve.
      ignoreIncomingRequestHook: ({ url }) => /^\/(otlp|_app)\//.test(url),
    }),
  ],
});
// Instrumented when it is required; what the build imports is the same object.
createRequire(import.meta.url)('node:http');
