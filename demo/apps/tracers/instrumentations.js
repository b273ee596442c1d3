// OpenTelemetry's four instrumentations for pages, with Clew as their SDK: beside Clew's own sources, or, with
// `?capture=nothing`, in their place.
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { UserInteractionInstrumentation } from '@opentelemetry/instrumentation-user-interaction';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { init } from 'clew';

const isAlone = location.search.includes('capture=nothing');
window.clew = init({
  serviceName: 'shop-instrumented',
  endpoint: '/otlp',
  ...(isAlone && { capture: [] }),
});

registerInstrumentations({
  instrumentations: [
    new DocumentLoadInstrumentation(),
    new FetchInstrumentation(),
    new XMLHttpRequestInstrumentation(),
    new UserInteractionInstrumentation(),
  ],
});

document.querySelector('#order').addEventListener('click', async () => {
  const response = await fetch('/api/by-fetch');
  await response.json();
  const request = new XMLHttpRequest();
  request.open('GET', '/api/by-xhr');
  request.send();
});
