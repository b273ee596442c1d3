import { describe, expect, it } from 'vitest';
import { clipText, createBag, put } from '../../src/trace/attributes.js';
import { createSeededRandom } from './seededRandom.js';

const of = (value: unknown) => {
  const bag = createBag({ key: value as never });
  return bag.dropped ? 'dropped' : bag.attributes.key;
};

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const hostile = new Proxy([], {
  get() {
    throw new Error('trap');
  },
});

describe('createBag', () => {
  it('keeps what OTLP has a form for', () => {
    for (const value of [
      'text',
      '',
      0,
      -0,
      1.5,
      Number.NaN,
      -Infinity,
      true,
      false,
      ['a', 'b'],
      [1, 2],
      [true],
      [],
    ]) {
      expect(of(value)).toEqual(value);
    }
    expect(of(['a', null, undefined, 'b'])).toEqual(['a', null, null, 'b']);
  });

  it('passes over null and undefined without counting them', () => {
    expect(createBag({ a: undefined, b: null as never })).toMatchObject({ size: 0, dropped: 0 });
  });

  it('turns a BigInt into a number, or text where it is too large for one', () => {
    expect(of(42n)).toBe(42);
    expect(of(2n ** 64n)).toBe('18446744073709551616');
  });

  it.each([
    ['a symbol', Symbol('x')],
    ['a function', () => 1],
    ['an object', { a: 1 }],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['an object without prototype', Object.create(null)],
    ['an array of objects and text', ['a', 1]],
    ['a revoked Proxy', revoked({})],
    ['a revoked Proxy of an array', revoked([])],
    ['a Proxy of an array that throws', hostile],
    ['an object whose toJSON throws', { toJSON: () => hostile.length }],
  ])('drops and counts %s', (_, value) => {
    expect(of(value)).toBe('dropped');
  });

  it('drops and counts a getter that throws, and keeps its neighbours', () => {
    const source = {
      a: 1,
      get b(): number {
        throw new Error('getter');
      },
      c: 3,
    };
    const bag = createBag(source);
    expect({ ...bag.attributes }).toEqual({ a: 1, c: 3 });
    expect(bag.dropped).toBe(1);
  });

  it('survives cycles and 20,000 levels', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, 'x');
    expect(of(cycle)).toEqual([null, 'x']);
    let deep: unknown = 'x';
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(of(deep)).toEqual([null]);
  });

  it('is empty for what is no object', () => {
    for (const source of [null, undefined, 1, revoked({})]) expect(createBag(source as never).size).toBe(0);
  });

  it('keeps 128 attributes and counts the rest', () => {
    const source = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    const bag = createBag(source);
    expect(Object.keys(bag.attributes)).toHaveLength(128);
    expect(bag.dropped).toBe(10_000 - 128);
    put(bag, 'k0', 'changed');
    put(bag, 'new', 1);
    expect(bag.attributes.k0).toBe('changed');
    expect(bag.dropped).toBe(10_000 - 127);
  });

  it('cuts texts and arrays, and drops keys that are too long, empty or no text', () => {
    expect(of('x'.repeat(1 << 20))).toHaveLength(4_096);
    expect(of([`${'y'.repeat(5_000)}`])).toEqual(['y'.repeat(4_096)]);
    expect(of(new Array(1e6).fill(1))).toHaveLength(128);
    const bag = createBag();
    const hostileKey = { toString: () => hostile.length };
    for (const key of ['', 'k'.repeat(1 << 20), Symbol('k'), 1, hostileKey]) put(bag, key as never, 1);
    expect(bag).toMatchObject({ size: 0, dropped: 5 });
  });

  it('is not touched by Object.prototype, nor touches it', () => {
    const polluted = Object.prototype as unknown as Record<string, unknown>;
    polluted.polluted = 'yes';
    try {
      const bag = createBag(JSON.parse('{"__proto__":"x","constructor":"y","a":1}'));
      expect(Object.entries(bag.attributes)).toEqual([
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['a', 1],
      ]);
      expect(bag.size).toBe(3);
    } finally {
      delete polluted.polluted;
    }
  });

  it('is always a bounded set of valid values, for any input', () => {
    const random = createSeededRandom(5);
    const pool = [
      1,
      -1.5,
      2n ** 70n,
      'a\ud800',
      true,
      null,
      undefined,
      Symbol('s'),
      {},
      hostile,
      revoked([]),
      NaN,
    ];
    for (let round = 0; round < 5_000; round++) {
      const value = random.int(3)
        ? random.pick(pool)
        : Array.from({ length: random.int(5) }, () => random.pick(pool));
      const kept = of(value);
      for (const item of [kept].flat())
        expect(['string', 'number', 'boolean', 'object', 'undefined']).toContain(typeof item);
      expect(() => new TextEncoder().encode(JSON.stringify(kept) ?? '')).not.toThrow();
    }
  });
});

describe('clipText', () => {
  it('never cuts within a character', () => {
    const emoji = '\ud83d\ude00';
    expect(clipText(`${'x'.repeat(4_095)}${emoji}`)).toBe('x'.repeat(4_095));
    expect(clipText(`${'x'.repeat(4_094)}${emoji}y`)).toBe(`${'x'.repeat(4_094)}${emoji}`);
  });

  it('replaces lone surrogates and keeps everything else', () => {
    expect(clipText('a\ud83d\ude00\ud83d\0\u2028\u202eא')).toBe('a\ud83d\ude00\ufffd\0\u2028\u202eא');
    expect(clipText('\ude00\ud83d')).toBe('\ufffd\ufffd');
  });
});
