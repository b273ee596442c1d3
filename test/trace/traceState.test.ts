import { describe, expect, it } from 'vitest';
import { parseTraceState } from '../../src/trace/traceState.js';
import { createSeededRandom } from './seededRandom.js';

const members = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=v`).join();
const roundTrip = (text: string) => parseTraceState(text).serialize();

describe('parseTraceState', () => {
  it("reads the specification's own examples", () => {
    expect(parseTraceState('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE').get('congo')).toBe('t61rcWkgMzE');
    expect(roundTrip('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE')).toBe(
      'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
    );
  });

  it('takes away space around members and skips empty ones', () => {
    expect(roundTrip(' foo=1 \t,, \t bar=2,')).toBe('foo=1,bar=2');
    expect(roundTrip('')).toBe('');
    expect(parseTraceState().serialize()).toBe('');
  });

  it('keeps space within values', () => {
    expect(parseTraceState('foo= a b').get('foo')).toBe(' a b');
  });

  it.each([
    ['digits first (Level 2)', '0foo=1'],
    ['tenant@system', 'fw529a3039@dt=FfAAAAAAAAAAA'],
    ['@ anywhere (Level 2)', 'a@b@c=1'],
    ['every key character', 'a_-*/@9=1'],
    ['a key of 256 characters', `${'z'.repeat(256)}=1`],
    ['every value character', 'a=!"#$%&\'()*+-./0:;<>?@A[\\]^_`a{|}~'],
    ['a value of 256 characters', `a=${'v'.repeat(256)}`.slice(0, 258)],
  ])('accepts %s', (_, text) => {
    expect(parseTraceState(text).get(text.slice(0, text.indexOf('=')))).toBe(
      text.slice(text.indexOf('=') + 1),
    );
  });

  it.each([
    ['no equals sign', 'foo'],
    ['an empty key', '=1'],
    ['an empty value', 'foo='],
    ['an equals sign in the value', 'foo=bar=baz'],
    ['upper case in the key', 'FOO=1'],
    ['space in the key', 'foo =1'],
    ['another character first', '_foo=1'],
    ['a dot in the key', 'foo.bar=1'],
    ['a key of 257 characters', `${'z'.repeat(257)}=1`],
    ['a value of 257 characters', `a=${'v'.repeat(257)}`],
    ['a control character', 'foo=\u0007'],
    ['a newline', 'foo=1\nbar=2'],
    ['what is not ASCII', 'foo=ü'],
    ['33 members', members(33)],
  ])('discards the whole for %s', (_, text) => {
    expect(parseTraceState(`ok=1,${text}`).serialize()).toBe('');
  });

  it('accepts 32 members', () => {
    expect(roundTrip(members(32))).toBe(members(32));
  });

  it('keeps the first of members with the same key', () => {
    expect(roundTrip('foo=1,foo=2,bar=3')).toBe('foo=1,bar=3');
  });

  it('does not choke on a megabyte', () => {
    expect(roundTrip('a'.repeat(1 << 20))).toBe('');
    expect(roundTrip(',= '.repeat(1 << 18))).toBe('');
  });
});

describe('a trace state', () => {
  it('puts changed and new members on the left and leaves the original alone', () => {
    const state = parseTraceState('a=1,b=2,c=3');
    expect(state.set('b', 'x').serialize()).toBe('b=x,a=1,c=3');
    expect(state.set('d', '4').serialize()).toBe('d=4,a=1,b=2,c=3');
    expect(state.unset('a').serialize()).toBe('b=2,c=3');
    expect(state.serialize()).toBe('a=1,b=2,c=3');
  });

  it('ignores members that it could not write', () => {
    const state = parseTraceState('a=1');
    expect(state.set('B', '1').set('c', 'x,y').set('d', '').serialize()).toBe('a=1');
  });

  it('gives up the right-most member for a 33rd', () => {
    const full = parseTraceState(members(32)).set('new', '1');
    expect(full.get('k31')).toBeUndefined();
    expect(full.serialize().startsWith('new=1,k0=v')).toBe(true);
  });

  it('is cut to 512 characters: long members first, then from the right', () => {
    const long = `long=${'x'.repeat(200)}`;
    const short = Array.from({ length: 30 }, (_, i) => `key${i}=${'y'.repeat(10)}`);
    const text = roundTrip([long, ...short].join());
    expect(text.length).toBeLessThanOrEqual(512);
    expect(text.startsWith('key0=')).toBe(true);
    expect(text).toBe(short.slice(0, text.split(',').length).join());
    expect(roundTrip(`a=1,${long}`)).toBe(`a=1,${long}`);
  });

  it('writes only what it can read again, for any input', () => {
    const random = createSeededRandom(2);
    for (let round = 0; round < 20_000; round++) {
      const text = random.text('ab0_-*/@=, \t;~\u0001é', 40);
      const once = roundTrip(text);
      expect(roundTrip(once)).toBe(once);
      expect(once).toMatch(/^[ -~]*$/);
    }
  });
});
