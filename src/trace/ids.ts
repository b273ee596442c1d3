// Random ids for traces and spans, as lower-case hexadecimal text. One call of `crypto` serves many ids.
// @see https://www.w3.org/TR/trace-context-2/#trace-id

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const pool = new Uint8Array(512);
let used = pool.length;

function refill(): void {
  used = 0;
  try {
    crypto.getRandomValues(pool);
    // A broken implementation (seen in old WebViews) leaves zeros.
    if (pool.some((byte) => byte > 0)) return;
  } catch {
    // No `crypto` at all: ids need to be unique, not secret.
  }
  for (let i = 0; i < pool.length; i++) pool[i] = Math.random() * 256;
}

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) refill();
  let text = '';
  for (const end = used + bytes; used < end; used++) text += HEX[pool[used] as number];
  // All zeros is the one value that is not an id.
  return /[^0]/.test(text) ? text : randomHex(bytes);
}

/** A new trace id: 16 random bytes as 32 hexadecimal digits, never all zero. */
export function createTraceId(): string {
  return randomHex(16);
}

/** A new span id: 8 random bytes as 16 hexadecimal digits, never all zero. */
export function createSpanId(): string {
  return randomHex(8);
}
