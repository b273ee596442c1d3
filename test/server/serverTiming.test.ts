import { describe, expect, it } from 'vitest';
import { appendTrace, isShared } from '../../src/server/serverTiming.js';

const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

describe('appendTrace', () => {
  it('writes both names in use and the time', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const metrics = `traceparent;desc="${traceparent}", trace;desc=${traceparent}, clew-time;desc="1700000000000"`;
    expect(appendTrace('', span, 1_700_000_000_000)).toBe(metrics);
    expect(appendTrace('db;dur=3', span, 1_700_000_000_000)).toBe(`db;dur=3, ${metrics}`);
  });
});

const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();

/** Response headers, and whether a shared cache may answer others with the response without asking. */
const cases: readonly (readonly [headers: Record<string, string>, isShared: boolean])[] = [
  [{}, false],
  [{ 'Cache-Control': 'no-store' }, false],
  [{ 'Cache-Control': 'public, no-cache' }, false],
  [{ 'Cache-Control': 'private, max-age=600' }, false],
  [{ 'Cache-Control': 'max-age=0, must-revalidate' }, false],
  [{ 'Cache-Control': 'public, max-age=0' }, false],
  [{ 'Cache-Control': 'max-age=600, s-maxage=0' }, false],
  [{ 'Cache-Control': 'must-revalidate' }, false],
  [{ 'Cache-Control': 'max-age=600' }, true],
  [{ 'Cache-Control': 'Max-Age=600' }, true],
  [{ 'Cache-Control': 'max-age="600"' }, true],
  [{ 'Cache-Control': 'public' }, true],
  [{ 'Cache-Control': 's-maxage=60, max-age=0' }, true],
  [{ 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'max-age=60' }, true],
  [{ 'Cache-Control': 'no-store', 'Surrogate-Control': 'max-age=60' }, true],
  [{ 'Cache-Control': 'public, max-age=60', 'CDN-Cache-Control': 'no-store' }, false],
  [{ Expires: tomorrow }, true],
  [{ Expires: '0' }, false],
  [{ 'Cache-Control': 'no-cache', Expires: tomorrow }, false],
];

describe('isShared', () => {
  it.each(cases)('says of %j: %s', (headers, expected) => {
    expect(isShared((name) => headers[name])).toBe(expected);
  });
});
