// Bytes that come in pieces: out of a stream, or one after the other.

/** The pieces as one. */
export function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/**
 * Reads a stream to its end, in nothing but microtasks where it has all its bytes.
 * @returns nothing of one that has more than `maxBytes`, which is not read on.
 * @throws what the stream fails with.
 */
export async function readAll(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value);
    sizeBytes += chunk.value.length;
    if (sizeBytes > maxBytes) {
      await reader.cancel();
      return join([]);
    }
  }
  return join(chunks);
}
