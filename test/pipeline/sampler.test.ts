import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../src/pipeline/sampler.js';
import { createTraceId } from '../../src/trace/ids.js';

const traceIdWith = (randomness: string) => 'f'.repeat(18) + randomness;
/** The id is the session's as well as the trace's: whichever decides, it is this one. */
const sample = (sampleRate: number, id: string, within = ROOT_CONTEXT, recordsAll = false) =>
  createSampler({ sampleRate, sessionId: () => id, recordsAll }).shouldSample(within, id, 'span', 0, {}, []);
const isKept = (rate: number, traceId: string, within = ROOT_CONTEXT) =>
  sample(rate, traceId, within).decision === 2;
const under = (traceId: string, traceFlags: number, isRemote: boolean) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: 'b'.repeat(16), traceFlags, isRemote });

const lowest = traceIdWith('0'.repeat(14));
const highest = traceIdWith('f'.repeat(14));

const rv = 'f'.repeat(14);

describe('createSampler, for a trace that begins here', () => {
  it('keeps all at 1 and none at 0', () => {
    expect([lowest, highest].map((id) => isKept(1, id))).toEqual([true, true]);
    expect([lowest, highest].map((id) => isKept(0, id))).toEqual([false, false]);
  });

  it('keeps what reaches the threshold exactly', () => {
    expect(isKept(0.25, traceIdWith('c0000000000000'))).toBe(true);
    expect(isKept(0.25, traceIdWith('bfffffffffffff'))).toBe(false);
  });

  // Thresholds as the specification's table of probabilities has them.
  it.each([
    [1, 'ot=th:0'],
    [0.5, `ot=th:8;rv:${rv}`],
    [0.25, `ot=th:c;rv:${rv}`],
    [0.75, `ot=th:4;rv:${rv}`],
    [2 ** -8, `ot=th:ff;rv:${rv}`],
    [2 ** -52, `ot=th:fffffffffffff;rv:${rv}`],
  ])('at %d says so as %s', (rate, state) => {
    expect(sample(rate, highest).traceState?.serialize()).toBe(state);
  });

  it('decides once for all traces of a session, and says its randomness', () => {
    let id = 'c'.repeat(32);
    const sampler = createSampler({ sampleRate: 0.5, sessionId: () => id, recordsAll: false });
    const states = () =>
      Array.from({ length: 5 }, () =>
        sampler.shouldSample(ROOT_CONTEXT, createTraceId(), 'span', 0, {}, []).traceState?.serialize(),
      );
    expect(new Set(states())).toEqual(new Set([`ot=th:8;rv:${'c'.repeat(14)}`]));
    expect(sampler.isSessionSampled()).toBe(true);
    id = '1'.repeat(32);
    expect(new Set(states())).toEqual(new Set([undefined]));
    expect(sampler.isSessionSampled()).toBe(false);
  });

  it('records what it does not sample where the tail wants it', () => {
    expect(sample(0.5, lowest, ROOT_CONTEXT, true).decision).toBe(1);
    expect(sample(1, highest, under(highest, 0, false), true).decision).toBe(1);
  });

  it('says nothing about a trace that it drops', () => {
    expect(sample(0.5, lowest).traceState).toBeUndefined();
  });

  it('keeps the share it was told to', () => {
    for (const rate of [0.1, 0.5, 0.9]) {
      const kept = Array.from({ length: 20_000 }, createTraceId).filter((id) => isKept(rate, id)).length;
      expect(kept / 20_000).toBeCloseTo(rate, 1);
    }
  });

  it('keeps at a higher rate whatever it keeps at a lower one', () => {
    for (let i = 0; i < 2_000; i++) {
      const id = createTraceId();
      if (isKept(0.2, id)) expect(isKept(0.3, id)).toBe(true);
    }
  });
});

describe('createSampler, under a parent', () => {
  it("follows the page's own spans, whatever the rate", () => {
    expect(isKept(0.001, lowest, under(lowest, 1, false))).toBe(true);
    expect(isKept(1, highest, under(highest, 0, false))).toBe(false);
  });

  it('records no more of what a server recorded than its own rate', () => {
    expect(isKept(0.5, highest, under(highest, 1, true))).toBe(true);
    expect(isKept(0.5, lowest, under(lowest, 1, true))).toBe(false);
    expect(isKept(1, lowest, under(lowest, 1, true))).toBe(true);
  });

  it('does not record what the server did not', () => {
    expect(isKept(1, highest, under(highest, 2, true))).toBe(false);
  });

  it("leaves the parent's trace state alone", () => {
    expect(sample(0.5, highest, under(highest, 1, true)).traceState).toBeUndefined();
  });
});
