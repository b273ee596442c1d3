// How long to leave a collector alone that is down or overloaded.

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** After this many failures in a row, one probe per longest delay. */
const OPEN_AFTER = 5;

/** Longest wait in milliseconds: a collector cannot silence a page for longer. */
export const LONGEST_WAIT_MS: number = 10 * 60_000;

/** Counts failures in a row. */
export interface Backoff {
  /**
   * One more failure: how many milliseconds to wait.
   * @param retryAfter the response's `Retry-After`, if scripts may read it: seconds or an HTTP date. Anything else
   * counts as absent.
   */
  fail(retryAfter?: string | null): number;
  /** The collector answered. */
  reset(): void;
}

/**
 * Exponential, from 1 s to 1 min, with full jitter, so that a thousand pages do not return at once.
 * @param random uniform from 0 to 1.
 */
export function createBackoff(random: () => number = Math.random, dateNow: () => number = Date.now): Backoff {
  let failures = 0;
  return {
    fail(retryAfter) {
      failures++;
      const ownMs = failures > OPEN_AFTER ? LONGEST_MS : random() * FIRST_MS * 2 ** (failures - 1);
      // `Retry-After: 0` is no invitation to a loop.
      return Math.max(ownMs, retryAfter ? parseRetryAfter(retryAfter, dateNow()) : 0);
    },
    reset() {
      failures = 0;
    },
  };
}

/** @see https://httpwg.org/specs/rfc9110.html#field.retry-after */
function parseRetryAfter(text: string, nowMs: number): number {
  const delayMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return delayMs >= 0 ? Math.min(delayMs, LONGEST_WAIT_MS) : 0;
}
