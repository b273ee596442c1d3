// Which records fit into one request, and their text. Sizes are known before anything is put together.
import type { Attributes } from '@opentelemetry/api';
import type { Signal } from '../trace/delivery.js';
import type { InstrumentationScope } from '../trace/span.js';
import { byteLength, type Entry } from './queue.js';

/** Most records in one request. */
const MAX_REQUEST_RECORDS = 250;

/** Room for the braces around, and for the numbers of the receipt to grow. */
const SLACK_BYTES = 1_024;

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
  /** Upper bound of the body's size in UTF-8 bytes, uncompressed. */
  readonly sizeBytes: number;
}

/** Makes requests out of entries. */
export interface Packer {
  /** Takes entries of the first one's signal as far as they fit into `maxBytes`, but at least `atLeast`. */
  pack(candidates: readonly Entry[], maxBytes: number, atLeast: number): Pack;
  /** The text, see {@link Encode}. */
  encode(pack: Pack): string;
}

/**
 * Creates the packer.
 * @param counts the account, of which every request carries a copy and its own number: the receipt.
 */
export function createPacker(encode: Encode, counts: Attributes): Packer {
  let sequence = 0;
  const measure = (signal: Signal, groups: readonly RecordGroup[]): number =>
    byteLength(encode(signal, groups, {})) + SLACK_BYTES;
  const emptyBytes = measure('traces', []);

  return {
    pack(candidates, maxBytes, atLeast) {
      const entries: Entry[] = [];
      const signal = candidates[0]?.signal ?? 'traces';
      const scopes = new Set<InstrumentationScope>();
      let sizeBytes = emptyBytes;
      for (const entry of candidates) {
        if (entries.length === MAX_REQUEST_RECORDS) break;
        if (entry.signal !== signal) continue;
        const { scope } = entry;
        const scopeBytes = scopes.has(scope) ? 0 : measure(signal, [{ scope, records: [] }]) - emptyBytes;
        // The comma between two records or two libraries is counted for the first as well.
        const nextBytes = sizeBytes + scopeBytes + entry.sizeBytes + 1;
        if (nextBytes > maxBytes && entries.length >= atLeast) continue;
        scopes.add(scope);
        entries.push(entry);
        sizeBytes = nextBytes;
      }
      return { signal, entries, sizeBytes };
    },
    encode: ({ signal, entries }) =>
      encode(signal, groupByScope(entries), { ...counts, 'clew.batch.sequence': ++sequence }),
  };
}

function groupByScope(entries: readonly Entry[]): RecordGroup[] {
  const groups = new Map<InstrumentationScope, string[]>();
  for (const { scope, json } of entries) {
    const records = groups.get(scope) ?? [];
    groups.set(scope, records);
    records.push(json);
  }
  return Array.from(groups, ([scope, records]) => ({ scope, records }));
}
