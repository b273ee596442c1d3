// Clew out of an application's bundle: page load, interactions, fetch and XHR.
import { trace } from '@opentelemetry/api';
import { init } from 'clew';

const clew = init({ serviceName: 'bench', endpoint: '/sink' });
const tracer = trace.getTracer('bench');
globalThis.peer = {
  span: (name, attributes) => tracer.startSpan(name, { attributes }).end(),
  flush: () => clew.flush(),
};
