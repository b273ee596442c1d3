// Whatever a page, a server or an attacker hands to Clew: 100,000 cases from a fixed seed, bounded and never thrown.
import { ROOT_CONTEXT, type TimeInput } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { attempt } from '../src/browser/guard.js';
import { redactUrl } from '../src/pipeline/redactUrl.js';
import { resolveOptions } from '../src/resolveOptions.js';
import { encodeBaggage, parseBaggage } from '../src/trace/baggage.js';
import { shouldPropagate } from '../src/trace/propagationTargets.js';
import type { ClewSpan } from '../src/trace/span.js';
import { createClock } from '../src/trace/time.js';
import { encodeTraceparent, parseTraceparent } from '../src/trace/traceparent.js';
import { createTracerProvider, RECORD_AND_SAMPLED } from '../src/trace/tracer.js';
import { parseTraceState } from '../src/trace/traceState.js';
import { encodeSpan } from '../src/transport/encodeOtlp.js';
import { createSender } from '../src/transport/send.js';
import { createSeededRandom, type SeededRandom } from './trace/seededRandom.js';

const NASTY = 'ab01-=,;:%/\\"\'<>&@#?[]{} \t\r\n\0é中\u2028\ud83d\ude00\ud800';

/** Any value there is, nested a little. */
function anything(random: SeededRandom, depth = 2): unknown {
  const simple: (() => unknown)[] = [
    () => random.text(NASTY, 12),
    () => random.pick([0, -0, 1, -1, 0.5, NaN, Infinity, 2 ** 53, 1e300, -1e-300]),
    () => random.pick([true, false, null, undefined]),
    () => random.pick([10n, -(10n ** 30n)]),
    () => Symbol('odd'),
    () => () => 'called',
    () => new Date(random.int(1e9)),
    () => new Map([[1, 2]]),
    () => Object.create(null),
    () => throwing,
    () => revoked,
    () => cyclic,
  ];
  const nested: (() => unknown)[] = [
    () => Array.from({ length: random.int(4) }, () => anything(random, depth - 1)),
    () =>
      Object.fromEntries(
        Array.from({ length: random.int(4) }, () => [random.text(NASTY, 6), anything(random, depth - 1)]),
      ),
  ];
  return random.pick(depth > 0 ? [...simple, ...nested] : simple)();
}

/** A time, or what somebody takes for one. */
const anyTime = (random: SeededRandom): TimeInput =>
  random.pick([
    () => random.int(1e9),
    () => random.pick([0, -1, NaN, Infinity, 1e12, 1e300, -1e300, Number.MAX_SAFE_INTEGER]),
    () => [anything(random), anything(random)],
    () => [random.pick([0, -1, 1.5, 1e9, 1e300]), random.pick([0, -1, 0.5, 999_999_999, 1e300])],
    () => new Date(random.pick([0, NaN, 8.64e15, -8.64e15])),
    () => anything(random),
  ])() as TimeInput;

const throwing = {
  get value(): never {
    throw new Error('getter');
  },
  toString() {
    throw new Error('toString');
  },
  toJSON() {
    throw new Error('toJSON');
  },
};
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const cyclic: Record<string, unknown> = { name: 'cyclic' };
cyclic.self = cyclic;

const tracer = createTracerProvider({
  clock: createClock({ timeOrigin: 1_764_000_000_000, now: () => 5, dateNow: () => 1_764_000_000_005 }),
  sampler: { shouldSample: () => ({ decision: RECORD_AND_SAMPLED }), toString: () => 'all' },
  resource: {},
  processor: { onStart: () => {}, onEnd: () => {} },
}).getTracer('fuzz');

describe('100,000 cases', () => {
  it('of options are either complete or answered with sentences (20,000)', () => {
    const random = createSeededRandom(20);
    const names = [
      'serviceName',
      'endpoint',
      'headers',
      'propagateTo',
      'ignoreUrls',
      'sampleRate',
      'capture',
    ];
    const more = [
      'resourceAttributes',
      'persist',
      'debug',
      'redactUrl',
      '__proto__',
      'constructor',
      'toString',
    ];
    for (let i = 0; i < 20_000; i++) {
      const given = Object.fromEntries(
        Array.from({ length: random.int(6) }, () => [random.pick([...names, ...more]), anything(random)]),
      );
      const resolved = attempt('options', () =>
        resolveOptions(random.int(20) ? { serviceName: 'x', ...given } : anything(random)),
      ) ?? ['init expects readable options'];
      if ('serviceName' in resolved) expect(Object.isFrozen(resolved)).toBe(true);
      else for (const sentence of resolved) expect(sentence).toMatch(/^(option|unknown option|init expects)/);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  }, 60_000);

  it('of spans become valid JSON in valid UTF-8, bounded (20,000)', () => {
    const random = createSeededRandom(21);
    for (let i = 0; i < 20_000; i++) {
      const startTime = random.int(3) ? undefined : anyTime(random);
      const span = tracer.startSpan(
        anything(random) as string,
        startTime === undefined ? {} : { startTime },
        ROOT_CONTEXT,
      ) as ClewSpan;
      span
        .setAttributes(anything(random) as never)
        .setAttribute(anything(random) as string, anything(random) as never);
      span.addEvent(anything(random) as string, anything(random) as never, anyTime(random));
      span.addEvent('timed', anyTime(random));
      span.setStatus({ code: 2, message: anything(random) as string });
      span.recordException(anything(random) as never);
      span.end(anyTime(random));
      const json = encodeSpan(span);
      expect(json.isWellFormed?.() ?? true).toBe(true);
      expect(json.length).toBeLessThan(50_000);
      const { startTimeUnixNano, endTimeUnixNano, events } = JSON.parse(json);
      for (const { timeUnixNano } of events) expect(timeUnixNano).toMatch(/^\d{1,20}$/);
      expect(endTimeUnixNano).toMatch(/^\d{1,20}$/);
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
    }
  }, 60_000);

  it('of headers are read strictly and written safely (30,000)', () => {
    const random = createSeededRandom(22);
    const hex = '0123456789abcdefABCDEFg-';
    for (let i = 0; i < 30_000; i++) {
      const text = random.int(2)
        ? random.text(NASTY, 80)
        : `${random.pick(['00', 'ff', '01', '0'])}-${random.text(hex, 33)}-${random.text(hex, 17)}-${random.text(hex, 2)}`;
      const context = parseTraceparent(text);
      if (context) expect(encodeTraceparent(context)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
      expect(parseTraceState(text).serialize()).toMatch(/^[\x20-\x7e]{0,512}$/);
      const baggage = parseBaggage(text);
      if (baggage) expect(encodeBaggage(baggage)).toMatch(/^[\x21-\x7e]{0,8192}$/);
    }
  }, 60_000);

  it('of URLs keep no query value and lead no header astray (20,000)', () => {
    const random = createSeededRandom(23);
    const own = 'https://shop.example.com';
    for (let i = 0; i < 20_000; i++) {
      const text = `${random.pick([own, 'https://shop.example.com@', '//', 'https://evil.example/', own.replace('.com', '.co'), ''])}${random.text('ab/.:@\\?#%&= é', 20)}`;
      expect(redactUrl(`${text}?token=secretValue`)).not.toContain('secretValue');
      const url = URL.canParse(text, own) ? new URL(text, own) : undefined;
      if (url) expect(shouldPropagate(url, own, [])).toBe(url.origin === own);
    }
  }, 60_000);

  it('of answers leave a verdict and throw nothing (10,000)', async () => {
    const random = createSeededRandom(24);
    const bodies = [
      () =>
        JSON.stringify({ partialSuccess: { rejectedSpans: anything(random, 0) } }, (_, v) =>
          typeof v === 'bigint' ? String(v) : v,
        ),
      () => random.text(NASTY, 200),
      () => `{"partialSuccess":${random.text('[]{}":0123456789,', 30)}`,
    ];
    const verdicts = new Set<string>();
    for (let i = 0; i < 10_000; i++) {
      const status = random.pick([
        200, 200, 201, 206, 301, 400, 401, 404, 413, 418, 429, 500, 502, 503, 504, 599,
      ]);
      const retryAfter = random.pick([
        '',
        '5',
        '-1',
        '1e9',
        'soon',
        '99999999999999999999',
        'Wed, 21 Oct 2015 07:28:00 GMT',
      ]);
      const send = createSender({
        url: 'https://otel.example.com/v1/',
        headers: {},
        fetch: async () => {
          if (random.int(10) === 0) throw anything(random);
          return new Response(random.pick(bodies)(), { status, headers: { 'retry-after': retryAfter } });
        },
        setTimer: () => 0,
        clearTimer: () => {},
        learn: () => random.int(9) === 0,
        isOnline: () => random.int(9) > 0,
        isForbidden: () => false,
      });
      const result = await send('traces', { bytes: new Uint8Array(2), isGzip: false }, { keepalive: false });
      verdicts.add(result.verdict);
      if (result.verdict === 'retryable') {
        expect(result.delayMs).toBeGreaterThanOrEqual(0);
        expect(result.delayMs).toBeLessThanOrEqual(600_000);
      }
      if (result.verdict === 'sent')
        expect(Number.isInteger(result.rejected) && result.rejected >= 0).toBe(true);
    }
    expect([...verdicts].sort()).toEqual(['divisible', 'refused', 'retryable', 'sent']);
  }, 60_000);
});
