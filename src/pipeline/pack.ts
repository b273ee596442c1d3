// Which records fit into one request, and their text.
import type { Attributes } from '@opentelemetry/api';
import type { Signal } from '../trace/delivery.js';
import type { InstrumentationScope } from '../trace/span.js';
import type { Entry } from './queue.js';

/** Most records in one request. */
const MAX_REQUEST_RECORDS = 250;

/** What is around the records, roughly: the page's resource, the receipt, the names of libraries. */
const ENVELOPE_BYTES = 2_048;

/** Spans or events of one library, each as a JSON text. */
export interface RecordGroup {
  readonly scope: InstrumentationScope;
  readonly records: readonly string[];
}

/** Writes records by library, with the page's resource and what was counted so far. */
export type Encode = (signal: Signal, groups: readonly RecordGroup[], receipt: Attributes) => string;

/** Entries for one request, all of one signal. */
export interface Pack {
  readonly signal: Signal;
  readonly entries: readonly Entry[];
  /** The body's size in UTF-8 bytes, uncompressed and about. */
  readonly sizeBytes: number;
}

/** Takes entries of the first one's signal as far as they fit into `maxBytes`, but at least `atLeast`. */
export function pack(candidates: Iterable<Entry>, maxBytes: number, atLeast: number): Pack {
  const entries: Entry[] = [];
  let signal: Signal = 'traces';
  let sizeBytes = ENVELOPE_BYTES;
  for (const entry of candidates) {
    if (entries.length === MAX_REQUEST_RECORDS) break;
    const nextBytes = sizeBytes + entry.sizeBytes + 1;
    const isTooMuch = nextBytes > maxBytes && entries.length >= atLeast;
    // Where one has to go in any case, the others get their turn: no need to look for smaller ones.
    if (isTooMuch && atLeast > 0) break;
    if (entries.length === 0) signal = entry.signal;
    if (isTooMuch || entry.signal !== signal) continue;
    entries.push(entry);
    sizeBytes = nextBytes;
  }
  return { signal, entries, sizeBytes };
}

/** The text of a pack. @param receipt attributes of the resource that change with each request. */
export function encodePack(encode: Encode, { signal, entries }: Pack, receipt: Attributes): string {
  const groups = new Map<InstrumentationScope, string[]>();
  for (const { scope, json } of entries) {
    const records = groups.get(scope) ?? [];
    groups.set(scope, records);
    records.push(json);
  }
  return encode(
    signal,
    Array.from(groups, ([scope, records]) => ({ scope, records })),
    receipt,
  );
}
