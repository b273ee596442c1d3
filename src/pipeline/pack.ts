// Which spans fit into one request, and its body. Sizes are known before anything is put together.
import type { InstrumentationScope } from '../trace/span.js';
import { byteLength, type Entry } from './queue.js';

/** Most spans in one request. */
const MAX_REQUEST_SPANS = 250;

/** Spans of one tracer, each as a JSON text. */
export interface SpanGroup {
  readonly scope: InstrumentationScope;
  readonly spans: readonly string[];
}

/** Entries for one request. */
export interface Pack {
  readonly entries: readonly Entry[];
  /** Upper bound of the body's size in UTF-8 bytes. */
  readonly sizeBytes: number;
}

/** Makes requests out of entries. */
export interface Packer {
  /** Takes entries in order as far as they fit into `maxBytes`, but at least `atLeast`; skips those that do not. */
  pack(candidates: readonly Entry[], maxBytes: number, atLeast: number): Pack;
  /** The request body. */
  encode(pack: Pack): string;
}

/**
 * Creates the packer.
 * @param encode writes the body for spans by tracer.
 */
export function createPacker(encode: (groups: readonly SpanGroup[]) => string): Packer {
  const emptyBytes = byteLength(encode([]));

  return {
    pack(candidates, maxBytes, atLeast) {
      const entries: Entry[] = [];
      const scopes = new Set<InstrumentationScope>();
      let sizeBytes = emptyBytes;
      for (const entry of candidates.slice(0, MAX_REQUEST_SPANS)) {
        const { scope } = entry;
        const scopeBytes = scopes.has(scope) ? 0 : byteLength(encode([{ scope, spans: [] }])) - emptyBytes;
        // The comma between two spans or two tracers is counted for the first as well.
        const nextBytes = sizeBytes + scopeBytes + entry.sizeBytes + 1;
        if (nextBytes > maxBytes && entries.length >= atLeast) continue;
        scopes.add(scope);
        entries.push(entry);
        sizeBytes = nextBytes;
      }
      return { entries, sizeBytes };
    },
    encode: ({ entries }) => encode(groupByScope(entries)),
  };
}

function groupByScope(entries: readonly Entry[]): SpanGroup[] {
  const groups = new Map<InstrumentationScope, string[]>();
  for (const { scope, json } of entries) {
    const spans = groups.get(scope) ?? [];
    groups.set(scope, spans);
    spans.push(json);
  }
  return Array.from(groups, ([scope, spans]) => ({ scope, spans }));
}
