// What plugs into Clew through OpenTelemetry's interfaces, with OpenTelemetry's own packages: processors and an exporter, a
// header format, a sampler.
import { trace } from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-web';
import { init } from 'clew';

const fail = () => {
  throw new Error('a processor that is broken');
};

window.exported = new InMemorySpanExporter();
window.clew = init({
  serviceName: 'shop-plugins',
  endpoint: '/otlp',
  spanProcessors: [
    { onStart: fail, onEnd: fail, forceFlush: fail, shutdown: fail },
    {
      onStart: (span) => span.setAttribute('shop.basket', 3),
      onEnding: (span) => span.setAttribute('shop.seconds', span.duration[0]),
      onEnd: (span) => window.ended.push(span.name),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
    new SimpleSpanProcessor(new ConsoleSpanExporter()),
    new BatchSpanProcessor(window.exported),
  ],
  propagators: [
    { inject: fail, extract: fail, fields: fail },
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  ],
  sampler: new ParentBasedSampler({
    root: new TraceIdRatioBasedSampler(location.search.includes('rate=0') ? 0 : 1),
  }),
});

window.ended = [];
window.tracer = trace.getTracer('shop');
document.querySelector('#order').addEventListener('click', () => fetch('/api/by-fetch'));
