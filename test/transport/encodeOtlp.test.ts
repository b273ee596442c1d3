import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../src/pipeline/sampler.js';
import type { ClewSpan } from '../../src/trace/span.js';
import { createClock } from '../../src/trace/time.js';
import { createTracerProvider } from '../../src/trace/tracer.js';
import { parseTraceState } from '../../src/trace/traceState.js';
import { createContentEncoder, encodeEnvelope, encodeSpan } from '../../src/transport/encodeOtlp.js';
import { createSeededRandom } from '../trace/seededRandom.js';
import { readBinary, roundTrip } from './otlpDefinitions.js';

const resource: Attributes = {
  'service.name': 'shop-web',
  'browser.mobile': false,
  'browser.brands': ['A 1', 'B 2'],
};
const source = { timeOrigin: 1_764_000_000_000.25, now: () => 0, dateNow: () => 1_764_000_000_000 };
const provider = createTracerProvider({
  clock: createClock(source),
  sampler: createSampler({ sampleRate: 1, sessionId: () => 'a'.repeat(32), recordsAll: false }),
  resource,
  processor: { onStart: () => {}, onEnd: () => {} },
});
const tracer = provider.getTracer('clew', '0.1.0', { schemaUrl: 'https://opentelemetry.io/schemas/1.44.0' });

const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, isRemote: true };
const within = trace.setSpanContext(ROOT_CONTEXT, remote);

function record(options = {}, parent = ROOT_CONTEXT): ClewSpan {
  return tracer.startSpan('GET', { startTime: [1_764_000_000, 1], ...options }, parent) as ClewSpan;
}

function finish(span: ClewSpan): ClewSpan {
  span.end([1_764_000_001, 999_999_999]);
  return span;
}

/** A span with everything on it. */
function recordFull(): ClewSpan {
  const span = record({ kind: SpanKind.CLIENT, attributes: { 'http.request.method': 'GET' } }, within);
  span.setAttributes({
    empty: '',
    text: 'é\ud83d\ude00"\\\n\u2028\0',
    zero: 0,
    int: -42,
    safe: Number.MAX_SAFE_INTEGER,
    double: 0.1,
    tiny: 5e-324,
    yes: true,
    no: false,
    texts: ['a', ''],
    numbers: [1, 2.5],
    none: [],
  });
  span.addEvent('first', [1_764_000_000, 123_456_789]).addEvent('second', { n: 1 }, [1_764_000_001, 0]);
  span.addLink({
    context: { ...remote, isRemote: false, traceState: parseTraceState('a=1') },
    attributes: { why: 'x' },
  });
  span.addLink({ context: remote });
  span.recordException(new TypeError('broken'), [1_764_000_001, 1]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'why' });
  for (let i = 0; i < 130; i++)
    span.addEvent(`e${i}`, [1_764_000_001, 2]).setAttribute(`k${i}`, i).addLink({ context: remote });
  return finish(span);
}

const encodeContent = createContentEncoder(resource);
const envelope = (...spans: ClewSpan[]) =>
  encodeEnvelope('traces', [
    encodeContent(
      'traces',
      [{ scope: (spans[0] as ClewSpan).instrumentationScope, records: spans.map(encodeSpan) }],
      {},
    ),
  ]);
const encoded = (span: ClewSpan) => JSON.parse(encodeSpan(finish(span)));

describe('encodeSpan and encodeEnvelope', () => {
  it('write what the official definitions read without loss, JSON to binary and back', () => {
    const json = envelope(recordFull(), finish(record()), finish(record({}, within)));
    expect(roundTrip(json)).toEqual(JSON.parse(json));
  });

  it("say the same as OpenTelemetry's own serializer", () => {
    const spans = [recordFull(), finish(record()), finish(record({ kind: SpanKind.PRODUCER }, within))];
    const theirs = readBinary(ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array);
    expect(withDefaults(roundTrip(envelope(...spans)))).toEqual(withDefaults(theirs));
  });

  it('write ids in hexadecimal, enums as numbers, 64-bit integers as text', () => {
    expect(encoded(record({ kind: SpanKind.CLIENT }, within))).toEqual({
      traceId: remote.traceId,
      spanId: expect.stringMatching(/^[\da-f]{16}$/),
      parentSpanId: remote.spanId,
      flags: 0x301,
      name: 'GET',
      kind: 3,
      startTimeUnixNano: '1764000000000000001',
      endTimeUnixNano: '1764000001999999999',
    });
  });

  it('write no parent, and the flags of one that is known to be local, for a root', () => {
    const root = encoded(record());
    expect(root).not.toHaveProperty('parentSpanId');
    expect(root.flags).toBe(0x103);
    expect(root.traceState).toBe('ot=th:0');
  });

  it('write each kind as its number in OTLP', () => {
    for (const kind of [0, 1, 2, 3, 4]) expect(encoded(record({ kind })).kind).toBe(kind + 1);
  });

  it('do not lose a span to a trace state that is text', () => {
    const text = { ...remote, traceState: 'a=1' as never };
    const span = record({ links: [{ context: text }] }, trace.setSpanContext(ROOT_CONTEXT, text));
    const { links, traceState } = encoded(span);
    expect([links.length, links[0].traceState, traceState]).toEqual([1, undefined, undefined]);
  });

  it('write a scope as text where a page names it by numbers, for which a collector would refuse the request', () => {
    const content = encodeContent('traces', [{ scope: { name: 5, version: 2 } as never, records: [] }], {});
    expect(JSON.parse(content).scopeSpans[0].scope).toEqual({ name: '5', version: '2' });
  });

  it('write a number as an integer only where that is exact', () => {
    const attributes = {
      a: 0,
      b: -0,
      c: 2 ** 53 - 1,
      d: 2 ** 53,
      e: 1.5,
      f: NaN,
      g: Infinity,
      h: -Infinity,
      i: 1e21,
    };
    const values = Object.fromEntries(
      encoded(record({ attributes })).attributes.map(({ key, value }: { key: string; value: unknown }) => [
        key,
        value,
      ]),
    );
    expect(values).toEqual({
      a: { intValue: '0' },
      b: { intValue: '0' },
      c: { intValue: '9007199254740991' },
      d: { doubleValue: 9007199254740992 },
      e: { doubleValue: 1.5 },
      f: { doubleValue: 'NaN' },
      g: { doubleValue: 'Infinity' },
      h: { doubleValue: '-Infinity' },
      i: { doubleValue: 1e21 },
    });
    const json = envelope(finish(record({ attributes })));
    expect(roundTrip(json)).toEqual(JSON.parse(json));
  });

  it('write an array with gaps as empty values', () => {
    expect(encoded(record({ attributes: { list: ['a', null, 'b'] } })).attributes[0].value).toEqual({
      arrayValue: { values: [{ stringValue: 'a' }, {}, { stringValue: 'b' }] },
    });
  });

  it('leave out counts of nothing, an unset status and empty lists', () => {
    const names = Object.keys(encoded(record()));
    for (const name of ['status', 'attributes', 'events', 'links']) expect(names).not.toContain(name);
    expect(names.filter((name) => name.startsWith('dropped'))).toEqual([]);
  });

  it('count what was dropped', () => {
    expect(JSON.parse(encodeSpan(recordFull()))).toMatchObject({
      droppedAttributesCount: 15,
      droppedEventsCount: 5,
      droppedLinksCount: 4,
    });
  });

  it('are not impressed by what a page puts on prototypes', () => {
    const span = recordFull();
    const expected = envelope(span);
    const prototypes = [
      Object.prototype,
      Array.prototype,
      String.prototype,
      Number.prototype,
    ] as unknown as Record<string, unknown>[];
    try {
      for (const prototype of prototypes) prototype.toJSON = () => 'polluted';
      expect(envelope(span)).toBe(expected);
    } finally {
      for (const prototype of prototypes) delete prototype.toJSON;
    }
  });

  it('write one group per tracer, with its version and schema only where it has them', () => {
    const plain = provider.getTracer('app');
    const span = finish(plain.startSpan('x', {}, ROOT_CONTEXT) as ClewSpan);
    const groups = [finish(record()), span].map((each) => ({
      scope: each.instrumentationScope,
      records: [encodeSpan(each)],
    }));
    const [resourceSpans] = JSON.parse(
      encodeEnvelope('traces', [encodeContent('traces', groups, {})]),
    ).resourceSpans;
    expect(resourceSpans.scopeSpans).toMatchObject([
      { scope: { name: 'clew', version: '0.1.0' }, schemaUrl: 'https://opentelemetry.io/schemas/1.44.0' },
      { scope: { name: 'app' } },
    ]);
    expect(Object.keys(resourceSpans.scopeSpans[1])).toEqual(['scope', 'spans']);
  });

  it('write the receipt beside the resource, and several pages in one request', () => {
    const receipt = { 'clew.traces.created': 7 };
    const bare = createContentEncoder({});
    const json = encodeEnvelope('traces', [
      encodeContent('traces', [], receipt),
      bare('traces', [], receipt),
      bare('traces', [], {}),
    ]);
    const counted = { key: 'clew.traces.created', value: { intValue: '7' } };
    const attributes = JSON.parse(json).resourceSpans.map(
      ({ resource: { attributes: all } }: { resource: { attributes?: unknown[] } }) => all,
    );
    expect(attributes).toEqual([
      [expect.anything(), expect.anything(), expect.anything(), counted],
      [counted],
      // The JSON mapping leaves out what is empty.
      undefined,
    ]);
    expect(withDefaults(roundTrip(json))).toEqual(withDefaults(JSON.parse(json)));
  });

  it('write valid OTLP for any attributes, names and events', () => {
    const random = createSeededRandom(7);
    const alphabet = 'a"\\\n\u0000\u2028é中\ud83d\ude00';
    const value = () =>
      random.pick<() => unknown>([
        () => random.text(alphabet, 8),
        () => random.int(1e9) / random.pick([1, 3, 1e-12, 0]),
        () => random.int(2) > 0,
        () => Array.from({ length: random.int(4) }, () => random.text(alphabet, 3)),
        () => 2n ** BigInt(random.int(80)),
        () => Symbol('x'),
      ])();
    for (let round = 0; round < 300; round++) {
      const attributes = Object.fromEntries(
        Array.from({ length: random.int(6) }, () => [random.text(alphabet, 5), value()]),
      ) as Attributes;
      const span = record({ attributes });
      span.addEvent(random.text(alphabet, 5), attributes).updateName(random.text(alphabet, 9));
      const json = envelope(finish(span));
      // A name that is empty is a default, which the binary form does not have.
      expect(withDefaults(roundTrip(json))).toEqual(withDefaults(JSON.parse(json)));
    }
  });
});

/** Without the members that protobuf takes for granted: empty text and lists, zeros, an unset status. */
function withDefaults(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message), (key, value) => {
    if (/Value$/.test(key) || (key === 'value' && typeof value === 'object')) return value;
    const isEmpty =
      value === '' || value === 0 || (Array.isArray(value) && value.length === 0 && key !== 'values');
    return isEmpty || (key === 'status' && Object.keys(value).length === 0) ? undefined : value;
  });
}
