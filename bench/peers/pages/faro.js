// Grafana Faro with its tracing, which is OpenTelemetry's.
import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';
import { TracingInstrumentation } from '@grafana/faro-web-tracing';

const faro = initializeFaro({
  url: `${location.origin}/sink/collect`,
  app: { name: 'bench', version: '1.0.0' },
  instrumentations: [...getWebInstrumentations(), new TracingInstrumentation()],
});

const tracer = faro.api.getOTEL().trace.getTracer('bench');
globalThis.peer = {
  span: (name, attributes) => tracer.startSpan(name, { attributes }).end(),
};
