import { ROOT_CONTEXT } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web';
import { expect, it } from 'vitest';
import { combineProcessors, type SpanProcessor } from '../../src/trace/spanProcessor.js';
import { createClock } from '../../src/trace/time.js';
import { createTracerProvider, RECORD_AND_SAMPLED } from '../../src/trace/tracer.js';

const fail = (): never => {
  throw new Error('broken');
};
const broken: SpanProcessor = {
  onStart: fail,
  onEnd: fail,
  forceFlush: fail,
  shutdown: () => Promise.reject(),
};

const tracerWith = (processor: SpanProcessor) =>
  createTracerProvider({
    clock: createClock(),
    sampler: { shouldSample: () => ({ decision: RECORD_AND_SAMPLED }) },
    resource: { 'service.name': 'shop' },
    processor,
  }).getTracer('test');

it('tells every processor of every span, past one that throws', async () => {
  const exporter = new InMemorySpanExporter();
  const processor = combineProcessors([broken, new SimpleSpanProcessor(exporter)]);
  const parent = tracerWith(processor).startSpan('price', {}, ROOT_CONTEXT);
  parent.setAttribute('cart.items', 2).end();
  await processor.forceFlush();
  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ name: 'price', attributes: { 'cart.items': 2 } });
  expect(span?.resource.attributes).toEqual({ 'service.name': 'shop' });
});

it('has flush and shutdown resolve whatever a processor answers', async () => {
  const exporter = new InMemorySpanExporter();
  const processor = combineProcessors([broken, new SimpleSpanProcessor(exporter)]);
  await expect(processor.forceFlush()).resolves.toBeUndefined();
  await expect(processor.shutdown()).resolves.toBeUndefined();
  tracerWith(processor).startSpan('late', {}, ROOT_CONTEXT).end();
  expect(exporter.getFinishedSpans(), 'the exporter was shut down').toEqual([]);
});
