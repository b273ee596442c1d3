import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSpanId, createTraceId } from '../../src/trace/ids.js';

afterEach(() => vi.unstubAllGlobals());

/** As many ids as surely empty the pool of random bytes that is left over from before. */
const many = () => Array.from({ length: 200 }, () => [createTraceId(), createSpanId()] as const);

function expectDistinctValidIds(): void {
  const ids = many();
  expect(ids.every(([traceId, spanId]) => isValidTraceId(traceId) && isValidSpanId(spanId))).toBe(true);
  expect(new Set(ids.flat()).size).toBe(400);
}

describe('createTraceId and createSpanId', () => {
  it('make valid ids, each a different one', () => {
    expectDistinctValidIds();
  });

  it('use every bit: the digits are evenly spread', () => {
    const digits = Array.from({ length: 2_000 }, createTraceId).join('');
    for (const digit of '0123456789abcdef') {
      expect(digits.split(digit).length - 1).toBeGreaterThan(64_000 / 16 / 1.15);
    }
  });

  it('ask crypto once for many ids', () => {
    const spy = vi.spyOn(crypto, 'getRandomValues');
    many();
    expect(spy.mock.calls.length).toBeLessThan(15);
    spy.mockRestore();
  });

  it('are valid and distinct without crypto', () => {
    vi.stubGlobal('crypto', undefined);
    expectDistinctValidIds();
  });

  it('are valid and distinct with a crypto that returns zeros', () => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(0) });
    expectDistinctValidIds();
  });

  it('are valid and distinct with a crypto that throws', () => {
    vi.stubGlobal('crypto', {
      getRandomValues() {
        throw new Error('no entropy');
      },
    });
    expectDistinctValidIds();
  });
});
