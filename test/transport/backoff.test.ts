import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../src/transport/backoff.js';

const nowMs = Date.UTC(2026, 10, 21, 12);
const fail = (retryAfter: string | null, random = 0.5) =>
  createBackoff(
    () => random,
    () => nowMs,
  ).fail(retryAfter);

describe('createBackoff', () => {
  it('doubles from one second, with full jitter, and then probes once a minute', () => {
    const longest = createBackoff(() => 1);
    expect(Array.from({ length: 8 }, () => longest.fail())).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 60_000, 60_000, 60_000,
    ]);
    const shortest = createBackoff(() => 0);
    expect(Array.from({ length: 7 }, () => shortest.fail())).toEqual([0, 0, 0, 0, 0, 60_000, 60_000]);
  });

  it('makes at most 20 requests to a collector that is down for ten minutes', () => {
    for (const random of [0, 0.5, 0.999]) {
      const backoff = createBackoff(() => random);
      let requests = 0;
      for (let elapsedMs = 0; elapsedMs < 600_000; elapsedMs += backoff.fail()) requests++;
      expect(requests).toBeLessThanOrEqual(20);
    }
  });

  it('starts anew after an answer', () => {
    const backoff = createBackoff(() => 1);
    backoff.fail();
    backoff.fail();
    backoff.reset();
    expect(backoff.fail()).toBe(1_000);
  });

  it('waits as long as Retry-After says, in seconds or as a date', () => {
    expect(fail('30')).toBe(30_000);
    expect(fail('Sat, 21 Nov 2026 12:00:45 GMT')).toBe(45_000);
  });

  it('waits ten minutes at most', () => {
    expect(fail('1000000000')).toBe(600_000);
    expect(fail('9'.repeat(400))).toBe(600_000);
    expect(fail('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(600_000);
  });

  it('falls back on its own delay for garbage, the past and zero', () => {
    for (const text of ['soon', '', null, '-5', '1.5h', '0', 'Sat, 21 Nov 2020 12:00:00 GMT', '\0']) {
      expect(fail(text)).toBe(500);
    }
  });
});
