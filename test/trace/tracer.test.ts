import {
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContextManager } from '../../src/context/manager.js';
import { createSampler } from '../../src/pipeline/sampler.js';
import type { ClewSpan } from '../../src/trace/span.js';
import { createClock } from '../../src/trace/time.js';
import { createTracerProvider, ORIGIN_LINK } from '../../src/trace/tracer.js';

const started: [ClewSpan, Context][] = [];
const ended: ClewSpan[] = [];
const processor = {
  onStart: (span: ClewSpan, parent: Context) => void started.push([span, parent]),
  onEnd: (span: ClewSpan) => void ended.push(span),
};

const providerAt = (sampleRate: number) =>
  createTracerProvider({
    clock: createClock(),
    sampler: createSampler({ sampleRate: sampleRate, sessionId: () => '0'.repeat(32), recordsAll: false }),
    resource: { 'service.name': 'shop' },
    processor,
  });
const tracer = providerAt(1).getTracer('test', '1.2.3');
const silent = providerAt(0).getTracer('test');

const parentIn = (traceFlags: number, isRemote = false) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags,
    isRemote,
  });

beforeAll(() => void context.setGlobalContextManager(createContextManager(ORIGIN_LINK, () => () => {})));
afterAll(() => context.disable());
beforeEach(() => {
  started.length = ended.length = 0;
});

it('goes on without a recording span where a sampler throws', () => {
  const shouldSample = (): never => {
    throw new Error('broken');
  };
  const sampler = { shouldSample };
  const provider = createTracerProvider({ clock: createClock(), sampler, resource: {}, processor });
  const span = provider.getTracer('test').startSpan('price');
  expect([span.isRecording(), isSpanContextValid(span.spanContext())]).toEqual([false, true]);
  span.end();
  expect([started, ended]).toEqual([[], []]);
});

describe('a root span', () => {
  it('begins a trace with random ids, sampled and marked as random', () => {
    const first = tracer.startSpan('first', {}, ROOT_CONTEXT) as ClewSpan;
    const second = tracer.startSpan('second', {}, ROOT_CONTEXT);
    expect(isSpanContextValid(first.spanContext())).toBe(true);
    expect(first.spanContext().traceFlags).toBe(0x03);
    expect(first.parentSpanContext).toBeUndefined();
    expect(first.spanContext().traceId).not.toBe(second.spanContext().traceId);
  });

  it('carries the sampling threshold in its trace state', () => {
    expect(tracer.startSpan('root', {}, ROOT_CONTEXT).spanContext().traceState?.serialize()).toBe('ot=th:0');
  });

  it('is what `root: true` makes, whatever is active', () => {
    const span = tracer.startSpan('root', { root: true }, parentIn(1)) as ClewSpan;
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe('a'.repeat(32));
  });

  it('is linked to where its work came from', () => {
    const link = { context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 } };
    const within = ROOT_CONTEXT.setValue(ORIGIN_LINK, link);
    const other = { context: { traceId: 'e'.repeat(32), spanId: 'f'.repeat(16), traceFlags: 1 } };
    const root = tracer.startSpan('root', { links: [other] }, within) as ClewSpan;
    expect(root.links).toMatchObject([other, link]);
    const child = tracer.startSpan('child', {}, trace.setSpan(within, root)) as ClewSpan;
    expect(child.links).toEqual([]);
  });
});

describe('a child span', () => {
  it('has its parent, its trace and its trace state', () => {
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root)) as ClewSpan;
    expect(child.parentSpanContext).toBe(root.spanContext());
    expect(child.spanContext()).toMatchObject({
      traceId: root.spanContext().traceId,
      traceState: root.spanContext().traceState,
      traceFlags: 3,
    });
    expect(child.spanContext().spanId).not.toBe(root.spanContext().spanId);
  });

  it('copies the random flag as its parent has it', () => {
    expect(tracer.startSpan('child', {}, parentIn(0x01)).spanContext().traceFlags).toBe(0x01);
    expect(tracer.startSpan('child', {}, parentIn(0x03)).spanContext().traceFlags).toBe(0x03);
    expect(tracer.startSpan('child', {}, parentIn(0x02)).spanContext().traceFlags).toBe(0x02);
  });

  it('of an invalid parent is a root', () => {
    const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0', spanId: '0', traceFlags: 1 });
    const span = tracer.startSpan('root', {}, invalid) as ClewSpan;
    expect(span.parentSpanContext).toBeUndefined();
    expect(isSpanContextValid(span.spanContext())).toBe(true);
  });
});

describe('a span that is not sampled', () => {
  it('records nothing but has valid ids, so that the header can say so', () => {
    const span = silent.startSpan('dropped', {}, ROOT_CONTEXT);
    expect(span.isRecording()).toBe(false);
    expect(isSpanContextValid(span.spanContext())).toBe(true);
    expect(span.spanContext().traceFlags).toBe(0x02);
    span.setAttribute('a', 1).end();
    expect([started, ended]).toEqual([[], []]);
  });

  it('has children that are not sampled either', () => {
    const root = silent.startSpan('dropped', {}, ROOT_CONTEXT);
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root));
    expect(child.isRecording()).toBe(false);
    expect(child.spanContext().traceId).toBe(root.spanContext().traceId);
  });
});

describe('suppressed tracing', () => {
  it('makes spans that record nothing and propagate nothing', () => {
    const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    const span = tracer.startSpan('x', {}, ROOT_CONTEXT.setValue(key, true));
    expect([span.isRecording(), isSpanContextValid(span.spanContext())]).toEqual([false, false]);
  });
});

describe('the processor', () => {
  it('sees each span with its attributes and parent context when it starts, and once when it ends', () => {
    const within = parentIn(1);
    const attributes = { 'http.request.method': 'GET' };
    const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes }, within) as ClewSpan;
    expect(started).toEqual([[span, within]]);
    expect({ ...span.attributes }).toEqual(attributes);
    span.end();
    expect(ended).toEqual([span]);
  });

  it('may fail without the page noticing', () => {
    const fail = () => {
      throw new Error('processor bug');
    };
    const failing = createTracerProvider({
      clock: createClock(),
      sampler: createSampler({ sampleRate: 1, sessionId: () => '0'.repeat(32), recordsAll: false }),
      resource: {},
      processor: { onStart: fail, onEnd: fail },
    }).getTracer('x');
    expect(() => failing.startSpan('x', {}, ROOT_CONTEXT).end()).not.toThrow();
  });
});

describe('startActiveSpan', () => {
  const parent = (span: Span) => (span as ClewSpan).parentSpanContext?.spanId;

  it('runs the function within the span, in each of its three forms', () => {
    const within = parentIn(1);
    const results = [
      tracer.startActiveSpan('a', (span) => [span, trace.getActiveSpan()]),
      tracer.startActiveSpan('b', { attributes: { x: 1 } }, (span) => [span, trace.getActiveSpan()]),
      tracer.startActiveSpan('c', {}, within, (span) => [span, trace.getActiveSpan()]),
    ];
    for (const [given, active] of results) expect(active).toBe(given);
    expect(results.map(([span]) => parent(span as Span))).toEqual([undefined, undefined, 'b'.repeat(16)]);
  });

  it('nests, hands back the result and lets exceptions through', () => {
    const spanIds = tracer.startActiveSpan('outer', (outer) =>
      tracer.startActiveSpan('inner', (inner) => [outer.spanContext().spanId, parent(inner)]),
    );
    expect(spanIds[0]).toBe(spanIds[1]);
    const fail = () =>
      tracer.startActiveSpan('x', () => {
        throw new RangeError('page');
      });
    expect(fail).toThrow(RangeError);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});

describe('getTracer', () => {
  it('is one tracer per name, version and schema, and says so on its spans', () => {
    const provider = providerAt(1);
    expect(provider.getTracer('a', '1')).toBe(provider.getTracer('a', '1'));
    expect(provider.getTracer('a', '1')).not.toBe(provider.getTracer('a', '2'));
    const scopes = [
      provider.getTracer('a'),
      provider.getTracer('b', '2', { schemaUrl: 'https://s.example/1' }),
    ].map((each) => (each.startSpan('x', {}, ROOT_CONTEXT) as ClewSpan).instrumentationScope);
    expect(scopes).toEqual([{ name: 'a' }, { name: 'b', version: '2', schemaUrl: 'https://s.example/1' }]);
  });

  it('works behind the global API', () => {
    trace.setGlobalTracerProvider(providerAt(1));
    const end = vi.fn();
    trace.getTracer('global').startActiveSpan('x', (span) => {
      span.end();
      end(span.isRecording());
    });
    trace.disable();
    expect(end).toHaveBeenCalledWith(false);
    expect(ended).toHaveLength(1);
  });
});

it('once stopped, has page code make its spans elsewhere, and makes none of its own', () => {
  const provider = createTracerProvider({
    ownScope: 'clew',
    clock: createClock(),
    sampler: createSampler({ sampleRate: 1, sessionId: () => '0'.repeat(32), recordsAll: false }),
    resource: {},
    processor,
  });
  const [own, kept] = [provider.getTracer('clew'), provider.getTracer('shop')];
  provider.stop();
  const startSpan = vi.fn();
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: vi.fn() }) as never });
  own.startSpan('POST');
  expect(startSpan).not.toHaveBeenCalled();
  kept.startSpan('price');
  expect(startSpan).toHaveBeenCalledOnce();
  trace.disable();
});
