// OpenTelemetry as its manual has it for pages: all of its instrumentations, OTLP/HTTP JSON, zone.js for contexts.
import { ZoneContextManager } from '@opentelemetry/context-zone';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { UserInteractionInstrumentation } from '@opentelemetry/instrumentation-user-interaction';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';

const exporter = new OTLPTraceExporter({ url: `${location.origin}/sink/v1/traces` });
// By default it drops what is more than 2,048 at a time.
const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 20_000 });
const provider = new WebTracerProvider({ spanProcessors: [processor] });
provider.register({ contextManager: new ZoneContextManager() });
registerInstrumentations({
  instrumentations: [
    new DocumentLoadInstrumentation(),
    new FetchInstrumentation(),
    new XMLHttpRequestInstrumentation(),
    new UserInteractionInstrumentation(),
  ],
});

const tracer = provider.getTracer('bench');
globalThis.peer = {
  span: (name, attributes) => tracer.startSpan(name, { attributes }).end(),
  flush: () => provider.forceFlush(),
};
