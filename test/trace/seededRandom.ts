// Random but repeatable: what a property test fails on once, it fails on again.

/** Draws from a fixed sequence (mulberry32); the same seed gives the same values. */
export interface SeededRandom {
  /** An integer from 0 to `below - 1`. */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** A text of up to `maxLength` characters from `alphabet`. */
  text(alphabet: string, maxLength: number): string;
}

/** Starts a sequence. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed;
  const int = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  return {
    int,
    pick: (items) => items[int(items.length)] as never,
    text: (alphabet, maxLength) =>
      Array.from({ length: int(maxLength + 1) }, () => alphabet[int(alphabet.length)]).join(''),
  };
}
