// gzip by the browser, so that it is done before an exit event is over: driven by its own writer and reader it needs
// nothing but microtasks, while `new Response(stream).arrayBuffer()` needs tasks, which a page that leaves does not get.
import { join, readAll } from './bytes.js';

/** So much is encoded and compressed without a break, in UTF-16 units: below 3 ms at a quarter of a desktop's speed. */
const SLICE = 16_384;

/** After so many milliseconds of slices there is a break: a task costs as much as a slice, and a fast machine needs few. */
const BREATH_AFTER_MS = 1.5;

/** Awaited between slices: a later task, or nothing where all is to be done in microtasks. */
type Breath = () => void | Promise<void>;

const encoder = new TextEncoder();

async function writeSlices(
  text: string,
  breath: Breath,
  write: (bytes: Uint8Array<ArrayBuffer>) => unknown,
): Promise<void> {
  let endAt = 0;
  for (let from = 0, to = SLICE; from < text.length; from = to, to += SLICE) {
    // Not between the halves of a character.
    if ((text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to++;
    if (performance.now() >= endAt) {
      await breath();
      endAt = performance.now() + BREATH_AFTER_MS;
    }
    await write(encoder.encode(text.slice(from, to)));
  }
}

/** The text in UTF-8. */
export async function encodeUtf8(text: string, breath: Breath): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  await writeSlices(text, breath, (bytes) => chunks.push(bytes));
  return join(chunks);
}

/**
 * The text in UTF-8, compressed.
 * @throws where there is no `CompressionStream`, or what it fails with.
 */
export async function gzip(text: string, breath: Breath): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream('gzip');
  const writer = writable.getWriter();
  const write = async (): Promise<void> => {
    await writeSlices(text, breath, (bytes) => writer.write(bytes));
    await breath();
    await writer.close();
  };
  const [bytes] = await Promise.all([readAll(readable), write()]);
  return bytes;
}
