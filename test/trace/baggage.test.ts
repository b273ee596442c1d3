import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { encodeBaggage, parseBaggage } from '../../src/trace/baggage.js';
import { createSeededRandom } from './seededRandom.js';

const encode = (entries: Record<string, string>) =>
  encodeBaggage(
    propagation.createBaggage(
      Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
    ),
  );
const values = (text: string) =>
  Object.fromEntries(
    parseBaggage(text)
      ?.getAllEntries()
      .map(([key, { value }]) => [key, value]) ?? [],
  );

describe('parseBaggage', () => {
  it("reads the specification's own examples", () => {
    expect(
      values('key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue'),
    ).toEqual({
      key1: 'value1',
      key2: 'value2',
      key3: 'value3',
    });
    expect(values('userId=Am%C3%A9lie,serverNode=DF%2028,isProduction=false')).toEqual({
      userId: 'Amélie',
      serverNode: 'DF 28',
      isProduction: 'false',
    });
  });

  it('keeps properties as they are', () => {
    const baggage = parseBaggage('key1=value1;property1;p2=%20x');
    expect(baggage?.getEntry('key1')?.metadata?.toString()).toBe('property1;p2=%20x');
  });

  it('keeps equals signs in values, and does not decode keys', () => {
    expect(values('a=b=c==,%41=1')).toEqual({ a: 'b=c==', '%41': '1' });
  });

  it('replaces bytes that are not UTF-8', () => {
    expect(values('a=%FF%41,b=%E2%82,c=100%')).toEqual({ a: '\ufffdA', b: '\ufffd', c: '100%' });
  });

  it('skips malformed members and keeps the others', () => {
    expect(values('a=1,,novalue,=x,b c=2,d="q",e=é,__proto__=3,f=4')).toEqual(
      Object.fromEntries([
        ['a', '1'],
        ['__proto__', '3'],
        ['f', '4'],
      ]),
    );
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('takes no more than 64 members and 8,192 bytes', () => {
    const many = Array.from({ length: 200 }, (_, i) => `k${i}=v`).join();
    expect(Object.keys(values(many))).toHaveLength(64);
    expect(parseBaggage(`a=${'x'.repeat(8_192)}`)).toBeUndefined();
  });

  it('is undefined where nothing is left', () => {
    for (const text of ['', ',', 'novalue', '\r\n', '\0=1']) expect(parseBaggage(text)).toBeUndefined();
  });
});

describe('encodeBaggage', () => {
  it('percent-encodes what a value may not contain', () => {
    expect(encode({ a: 'Amélie, "x"; 100%\\\r\n' })).toBe('a=Am%C3%A9lie%2C%20%22x%22%3B%20100%25%5C%0D%0A');
  });

  it('never throws on lone surrogates', () => {
    expect(encode({ a: 'x\ud83d', b: '\udc00y' })).toBe('a=x%EF%BF%BD,b=%EF%BF%BDy');
  });

  it('leaves out keys and properties that cannot be written', () => {
    expect(encode({ 'b c': '1', ü: '1', '': '1', 'a\n': '1', ok: '1' })).toBe('ok=1');
    const entry = (metadata: string) => ({ value: '1', metadata: baggageEntryMetadataFromString(metadata) });
    expect(
      encodeBaggage(
        propagation.createBaggage({ a: entry('p=1;q'), b: entry('x,evil=1'), c: entry('x\r\ny: z') }),
      ),
    ).toBe('a=1;p=1;q,b=1,c=1');
  });

  it('stays within 64 members and 8,192 bytes by leaving out whole members', () => {
    const many = encode(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'v'])));
    expect(many.split(',')).toHaveLength(64);
    const large = encode({ a: 'x'.repeat(4_000), b: 'y'.repeat(4_500), c: 'z'.repeat(4_000) });
    expect(large.length).toBeLessThanOrEqual(8_192);
    expect(Object.keys(values(large))).toEqual(['a', 'c']);
  });

  it('comes back as it was, for any text', () => {
    const random = createSeededRandom(3);
    for (let round = 0; round < 5_000; round++) {
      const value = random.text('aB1%=,; "\\\u0000\n\u2028éß中\ud83d\ude00', 20);
      const text = encode({ key: value });
      expect(text).toMatch(/^[!-~]*$/);
      expect(values(text)).toEqual({ key: value.replace(/\p{Cs}/gu, '\ufffd') });
    }
  });

  it('reads any garbage without throwing', () => {
    const random = createSeededRandom(4);
    for (let round = 0; round < 20_000; round++) {
      const baggage = parseBaggage(random.text('ab=%,;2F \t"\\\u0000é\ud800', 40));
      if (baggage) expect(encodeBaggage(baggage)).toMatch(/^[\t -~]*$/);
    }
  });
});
