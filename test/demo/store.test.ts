import { expect, test } from 'vitest';
import type { LogRecord } from '../../demo/collector/flattenLogs.mjs';
import type { SpanRecord } from '../../demo/collector/flattenSpans.mjs';
import { createTraceStore } from '../../demo/collector/traceStore.mjs';

const traceA = 'a'.repeat(32);
const traceB = 'b'.repeat(32);

function span(given: Partial<SpanRecord>): SpanRecord {
  return {
    traceId: traceA,
    spanId: '1'.repeat(16),
    parentSpanId: '',
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000100000000',
    durationMs: 100,
    status: { code: 0, message: '' },
    attributes: {},
    events: [],
    links: [],
    service: 'gateway',
    resource: {},
    scope: { name: '', version: '' },
    traceState: '',
    flags: 0,
    droppedAttributesCount: 0,
    ...given,
  };
}

function log(given: Partial<LogRecord>): LogRecord {
  return {
    traceId: traceA,
    spanId: '',
    timeUnixNano: '1700000000000000000',
    severityNumber: 9,
    severityText: 'INFO',
    eventName: '',
    body: 'hello',
    attributes: {},
    service: 'gateway',
    resource: {},
    scope: { name: '', version: '' },
    ...given,
  };
}

test('merges spans that arrive in several requests into one trace, in order of start', () => {
  const store = createTraceStore();
  store.addSpans([
    span({ spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16), startTimeUnixNano: '1700000000000000002' }),
  ]);
  store.addSpans([span({ startTimeUnixNano: '1700000000000000001' })]);
  expect(store.get(traceA)?.spans.map((each) => each.spanId[0])).toEqual(['1', '2']);
});

test('counts a span sent twice once, and keeps the later one', () => {
  const store = createTraceStore();
  store.addSpans([span({ name: 'first' })]);
  store.addSpans([span({ name: 'second' })]);
  expect(store.list()).toMatchObject([{ spanCount: 1, rootName: 'second' }]);
});

test('names a trace after its root even when a child started earlier by a skewed clock', () => {
  const store = createTraceStore();
  store.addSpans([
    span({ name: 'click', service: 'shop-web' }),
    span({
      spanId: '2'.repeat(16),
      parentSpanId: '1'.repeat(16),
      name: 'POST /api/checkout',
      startTimeUnixNano: '1699999999900000000',
      endTimeUnixNano: '1700000000250000000',
      status: { code: 2, message: '' },
    }),
  ]);
  expect(store.list()).toEqual([
    {
      traceId: traceA,
      rootName: 'click',
      rootService: 'shop-web',
      startTimeUnixNano: '1699999999900000000',
      durationMs: 350,
      spanCount: 2,
      errorCount: 1,
      services: ['gateway', 'shop-web'],
    },
  ]);
});

test('names a trace whose root never came after the span that lacks its parent', () => {
  const store = createTraceStore();
  store.addSpans([
    span({ parentSpanId: 'f'.repeat(16), name: 'orphan' }),
    span({ spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16) }),
  ]);
  expect(store.list()[0]?.rootName).toBe('orphan');
});

test('names a trace after its page load, although the span of the server is above that', () => {
  const store = createTraceStore();
  store.addSpans([
    span({}),
    span({
      spanId: '2'.repeat(16),
      parentSpanId: '1'.repeat(16),
      name: 'page load',
      service: 'shop-web',
      attributes: { 'clew.page_view.route': '/products' },
    }),
  ]);
  expect(store.list()).toMatchObject([{ rootName: 'page load /products', rootService: 'shop-web' }]);
  expect(store.list({ name: 'load /prod' })).toHaveLength(1);
});

test('lists the newest trace first, whatever order they came in', () => {
  const store = createTraceStore();
  store.addSpans([span({ traceId: traceB, startTimeUnixNano: '1700000009000000000' }), span({})]);
  expect(store.list().map((each) => each.traceId)).toEqual([traceB, traceA]);
});

test('lets the oldest trace go when a new one needs its place', () => {
  const store = createTraceStore({ maxTraces: 1 });
  store.addSpans([span({}), span({ traceId: traceB })]);
  expect(store.get(traceA)).toBeUndefined();
  expect(store.get(traceB)?.spans).toHaveLength(1);
});

test('refuses spans beyond what one trace may hold, and says how many', () => {
  const store = createTraceStore({ maxSpansPerTrace: 1 });
  expect(store.addSpans([span({}), span({ spanId: '2'.repeat(16) })])).toBe(1);
  expect(store.addSpans([span({ name: 'again' })])).toBe(0);
});

test.each([
  [{ service: 'gateway' }, 1],
  [{ service: 'gate' }, 0],
  [{ name: 'get' }, 1],
  [{ name: 'aaaa' }, 1],
  [{ name: 'post' }, 0],
  [{ minDurationMs: 100 }, 1],
  [{ minDurationMs: 101 }, 0],
  [{ maxDurationMs: 99 }, 0],
  [{ hasError: true }, 0],
  [{}, 1],
])('filters by %o', (filter, count) => {
  const store = createTraceStore();
  store.addSpans([span({})]);
  expect(store.list(filter)).toHaveLength(count);
});

test('keeps logs with their trace in order of time, and lists no trace that has logs only', () => {
  const store = createTraceStore();
  store.addLogs([
    log({ body: 'later', timeUnixNano: '1700000000000000002' }),
    log({ body: 'earlier' }),
    log({ traceId: '', body: 'outside any trace' }),
  ]);
  expect(store.list()).toEqual([]);
  expect(store.get(traceA)?.logs.map((each) => each.body)).toEqual(['earlier', 'later']);
});

test('answers all logs, those of one trace, and those of none', () => {
  const store = createTraceStore();
  store.addLogs([
    log({ body: 'outside', traceId: '', timeUnixNano: '1700000000000000002' }),
    log({ body: 'in B', traceId: traceB, timeUnixNano: '1700000000000000003' }),
    log({ body: 'in A' }),
  ]);
  const bodies = (traceId?: string) => store.logs(traceId).map(({ body }) => body);
  expect(bodies()).toEqual(['in A', 'outside', 'in B']);
  expect(bodies(traceB)).toEqual(['in B']);
  expect(bodies('')).toEqual(['outside']);
  store.clear();
  expect(bodies()).toEqual([]);
});

test('counts spans by service', () => {
  const store = createTraceStore();
  store.addSpans([
    span({}),
    span({ spanId: '2'.repeat(16) }),
    span({ spanId: '3'.repeat(16), service: 'orders' }),
  ]);
  expect(store.services()).toEqual([
    { name: 'gateway', spanCount: 2 },
    { name: 'orders', spanCount: 1 },
  ]);
});

test('forgets everything when cleared', () => {
  const store = createTraceStore();
  store.addSpans([span({})]);
  store.clear();
  expect(store.list()).toEqual([]);
  expect(store.services()).toEqual([]);
});
