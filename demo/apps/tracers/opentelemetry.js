// OpenTelemetry's own instrumentations; with no SDK of theirs, they make their spans with whatever tracer the API has.
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { startBoth } from './order.js';

startBoth(() =>
  registerInstrumentations({
    instrumentations: [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()],
  }),
);
