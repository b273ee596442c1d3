import { isSpanContextValid } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { encodeTraceparent, parseTraceparent } from '../../src/trace/traceparent.js';
import { createSeededRandom } from './seededRandom.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it("reads the specification's own examples", () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({
      traceId,
      spanId,
      traceFlags: 1,
      isRemote: true,
    });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)?.traceFlags).toBe(0);
    expect(parseTraceparent(`00-${traceId}-${spanId}-03`)?.traceFlags).toBe(3);
  });

  it('keeps the known flags only', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-ff`)?.traceFlags).toBe(3);
    expect(parseTraceparent(`00-${traceId}-${spanId}-fc`)?.traceFlags).toBe(0);
  });

  it('reads later versions as far as version 00 goes', () => {
    for (const text of [
      `cc-${traceId}-${spanId}-01`,
      `01-${traceId}-${spanId}-01-what-the-future-will-be-like`,
      `fe-${traceId}-${spanId}-01-`,
    ]) {
      expect(parseTraceparent(text)).toMatchObject({ traceId, spanId, traceFlags: 1 });
    }
  });

  it.each([
    ['nothing', ''],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['more than 55 characters in version 00', `00-${traceId}-${spanId}-01-more`],
    ['a trailing dash in version 00', `00-${traceId}-${spanId}-01-`],
    ['a later version without a dash behind the flags', `cc-${traceId}-${spanId}-01.what`],
    ['an all-zero trace id', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['an all-zero span id', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace id', `00-${traceId.slice(1)}-${spanId}-01`],
    ['a long span id', `00-${traceId}-${spanId}0-01`],
    ['one flag digit', `00-${traceId}-${spanId}-1`],
    ['a version of three digits', `000-${traceId}-${spanId}-01`],
    ['underscores', `00_${traceId}_${spanId}_01`],
    ['no digits', `00-${'.'.repeat(32)}-${spanId}-01`],
    ['space around', ` 00-${traceId}-${spanId}-01`],
    ['a newline behind', `00-${traceId}-${spanId}-01\n`],
    ['two headers in one', `00-${traceId}-${spanId}-01,00-${traceId}-${spanId}-01`],
    ['HTML', `<script>00-${traceId}-${spanId}-01</script>`],
    ['10 kB', `01-${traceId}-${spanId}-01-${'x'.repeat(10_000)}`],
  ])('ignores a header with %s', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('ignores what is not text', () => {
    for (const value of [undefined, null, 1, {}, [`00-${traceId}-${spanId}-01`]]) {
      expect(parseTraceparent(value as never)).toBeUndefined();
    }
  });

  it('never accepts an invalid context, whatever single characters are changed', () => {
    const random = createSeededRandom(1);
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from(`0${random.int(2)}-${traceId}-${spanId}-01`);
      for (let edits = random.int(3); edits >= 0; edits--) {
        text.splice(
          random.int(text.length),
          random.int(2),
          random.pick(['0', 'f', '-', 'F', 'g', ' ', '\0', '']),
        );
      }
      const parsed = parseTraceparent(text.join(''));
      if (!parsed) continue;
      expect(isSpanContextValid(parsed)).toBe(true);
      expect(text.join('').slice(2, 52)).toBe(`-${parsed.traceId}-${parsed.spanId}`);
    }
  });
});

describe('encodeTraceparent', () => {
  it('writes version 00 with two flag digits', () => {
    expect(encodeTraceparent({ traceId, spanId, traceFlags: 3 })).toBe(`00-${traceId}-${spanId}-03`);
    expect(encodeTraceparent({ traceId, spanId, traceFlags: 0 })).toBe(`00-${traceId}-${spanId}-00`);
  });

  it('leaves out flags that version 00 does not know', () => {
    expect(encodeTraceparent({ traceId, spanId, traceFlags: 0xff })).toBe(`00-${traceId}-${spanId}-03`);
  });
});
