// Which spans fit into one request, and its body. Sizes are known before anything is put together.
import type { InstrumentationScope } from '../trace/span.js';
import { byteLength, type Entry, type Signal } from './queue.js';

/** Most records in one request. */
const MAX_REQUEST_RECORDS = 250;

/** Spans or events of one library, each as a JSON text. */
export interface RecordGroup {
  readonly scope: InstrumentationScope;
  readonly records: readonly string[];
}

/** Writes the request body for records by library. */
export type Encode = (signal: Signal, groups: readonly RecordGroup[]) => string;

/** Entries for one request, all of one signal. */
export interface Pack {
  readonly signal: Signal;
  readonly entries: readonly Entry[];
  /** Upper bound of the body's size in UTF-8 bytes. */
  readonly sizeBytes: number;
}

/** Makes requests out of entries. */
export interface Packer {
  /** Takes entries of the first one's signal as far as they fit into `maxBytes`, but at least `atLeast`. */
  pack(candidates: readonly Entry[], maxBytes: number, atLeast: number): Pack;
  /** The request body. */
  encode(pack: Pack): string;
}

/** Creates the packer. */
export function createPacker(encode: Encode): Packer {
  const emptyBytes = byteLength(encode('traces', []));

  return {
    pack(candidates, maxBytes, atLeast) {
      const entries: Entry[] = [];
      const signal = candidates[0]?.signal ?? 'traces';
      const scopes = new Set<InstrumentationScope>();
      let sizeBytes = emptyBytes;
      for (const entry of candidates.filter((candidate) => candidate.signal === signal)) {
        if (entries.length === MAX_REQUEST_RECORDS) break;
        const { scope } = entry;
        const scopeBytes = scopes.has(scope)
          ? 0
          : byteLength(encode(signal, [{ scope, records: [] }])) - emptyBytes;
        // The comma between two spans or two tracers is counted for the first as well.
        const nextBytes = sizeBytes + scopeBytes + entry.sizeBytes + 1;
        if (nextBytes > maxBytes && entries.length >= atLeast) continue;
        scopes.add(scope);
        entries.push(entry);
        sizeBytes = nextBytes;
      }
      return { signal, entries, sizeBytes };
    },
    encode: ({ signal, entries }) => encode(signal, groupByScope(entries)),
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
