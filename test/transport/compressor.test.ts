import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Compressor, createCompressor } from '../../src/transport/compressor.js';
import { encodeUtf8, gzip } from '../../src/transport/gzip.js';

const text = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => `item ${i} \ud83d\ude00`));
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('location', { origin: 'https://shop.example.com' });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const other = 'https://otel.example.com/v1/';
const isGzip = async (compressor: Compressor, isUrgent: boolean) =>
  (await compressor.compress(() => '{}', isUrgent)).isGzip;

describe('gzip', () => {
  it('writes what others read, at once or in slices', async () => {
    // One character off, every slice would end within a pair of surrogates.
    for (const all of [text, '\ud83d\ude00'.repeat(20_000), `x${'\ud83d\ude00'.repeat(20_000)}`, ''])
      for (const breath of [() => {}, pause]) {
        expect(String(gunzipSync(await gzip(all, breath)))).toBe(all);
        expect(String(Buffer.from(await encodeUtf8(all, breath)))).toBe(all);
      }
  });

  it('lets the page have its turn between slices', async () => {
    // A slow machine: two milliseconds go by from one look at the clock to the next.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 2));
    const breath = vi.fn(pause);
    await gzip('x'.repeat(200 << 10), breath);
    expect(breath).toHaveBeenCalledTimes(14);
    clock.mockReturnValue(now);
    const fast = vi.fn(pause);
    await gzip('x'.repeat(200 << 10), fast);
    clock.mockRestore();
    expect(fast, 'a slice takes no time at all').toHaveBeenCalledTimes(2);
  });
});

describe('createCompressor', () => {
  it('compresses for the own origin from the start, and remembers nothing of it', async () => {
    const own = createCompressor('https://shop.example.com/otel/v1/', pause);
    expect([await isGzip(own, false), await isGzip(own, true)]).toEqual([true, true]);
    const body = await own.compress(() => '{}', false);
    for (const isAccepted of [true, undefined]) expect(own.learn(body, isAccepted)).toBe(false);
    expect([await isGzip(own, true), stored.size]).toEqual([true, 0]);
  });

  it('does not lose everything to a collector of the own origin that answers 415 to gzip', async () => {
    const url = 'https://shop.example.com/otel/v1/';
    const own = createCompressor(url, pause);
    const bodies = [await own.compress(() => '{}', false), await own.compress(() => '{}', true)];
    for (const body of bodies) expect(own.learn(body, false), 'plain at once').toBe(true);
    for (const next of [own, createCompressor(url, pause)]) expect(await isGzip(next, true)).toBe(false);
  });

  it('tries with another origin, but not when the page is leaving', async () => {
    const compressor = createCompressor(other, pause);
    expect([await isGzip(compressor, false), await isGzip(compressor, true)]).toEqual([true, false]);
  });

  it('goes on as the first answer told, also in the next page of the tab', async () => {
    for (const isAccepted of [true, false]) {
      stored.clear();
      const first = createCompressor(other, pause);
      expect(first.learn(await first.compress(() => '{}', false), isAccepted)).toBe(!isAccepted);
      const next = createCompressor(other, pause);
      for (const compressor of [first, next]) expect(await isGzip(compressor, true)).toBe(isAccepted);
    }
  });

  it('does not send plain JSON for a whole session because the first request failed', async () => {
    const compressor = createCompressor(other, pause);
    const failed = () => compressor.compress(() => '{}', false);
    expect(compressor.learn(await failed()), 'plain at once').toBe(true);
    const plain = await failed();
    expect([plain.isGzip, compressor.learn(plain)], 'no network').toEqual([false, false]);
    expect([await isGzip(compressor, false), stored.size]).toEqual([true, 0]);
    // Where plain gets through, it was the encoding.
    compressor.learn(await failed());
    expect(stored.size).toBe(0);
    expect(compressor.learn(await failed(), true)).toBe(false);
    expect([await isGzip(compressor, false), ...stored.values()]).toEqual([false, 'no']);
  });

  it('does without storage and without CompressionStream', async () => {
    vi.stubGlobal('sessionStorage', undefined);
    expect(await isGzip(createCompressor(other, pause), false)).toBe(true);
    vi.stubGlobal('CompressionStream', undefined);
    const { bytes, isGzip: isCompressed } = await createCompressor(other, pause).compress(
      () => '{"é":1}',
      false,
    );
    expect([new TextDecoder().decode(bytes), isCompressed]).toEqual(['{"é":1}', false]);
  });
});
