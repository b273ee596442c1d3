// The spans and events that are kept until the collector has them, within fixed bounds, and the account of all of them.
import type { InstrumentationScope } from '../trace/span.js';

/** Most spans and most UTF-8 bytes kept, waiting and on their way together. */
const MAX_SPANS = 1_000;
const MAX_BYTES = 1 << 20;

/** OTLP's name of what is sent, in its paths. */
export type Signal = 'traces' | 'logs';

/** One span or event, serialised. */
export interface Entry {
  readonly signal: Signal;
  readonly json: string;
  readonly sizeBytes: number;
  readonly scope: InstrumentationScope;
  /** Requests under way that carry it; at page hide it may be two. */
  requests: number;
  settled: boolean;
}

/** What became of a request. */
export type SendResult =
  | { readonly verdict: 'sent'; readonly rejectedSpans: number }
  | { readonly verdict: 'retryable'; readonly delayMs: number }
  | { readonly verdict: 'refused' };

/** Where spans are now. `created` is the sum of all the others. */
export interface QueueStats {
  readonly created: number;
  readonly sent: number;
  readonly pending: number;
  /** Lost, by reason: no room left, refused by the collector, rejected within a request that it accepted. */
  readonly dropped: { readonly queue: number; readonly refused: number; readonly rejected: number };
}

/** Spans waiting for a request; those on their way come back if it fails. */
export interface SpanQueue {
  /** Oldest first. */
  readonly waiting: readonly Entry[];
  /** UTF-8 bytes of the spans that wait. */
  waitingBytes(): number;
  /** Keeps one more; where there is no room the oldest that waits is dropped. */
  add(json: string, scope: InstrumentationScope, signal: Signal): void;
  /** Takes entries out because a request will carry them: count it in `requests`, and `settle` it later. */
  take(entries: readonly Entry[]): void;
  /** Books what became of a request that carried `entries`. */
  settle(entries: readonly Entry[], result: SendResult): void;
  stats(): QueueStats;
}

const encoder = new TextEncoder();

/** Length in UTF-8, which is what requests and their limits are counted in. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Creates an empty queue. */
export function createQueue(): SpanQueue {
  const waiting: Entry[] = [];
  const dropped = { queue: 0, refused: 0, rejected: 0 };
  let created = 0;
  let sent = 0;
  let kept = 0;
  let keptBytes = 0;
  let waitingBytes = 0;

  function settleOne(entry: Entry): void {
    entry.settled = true;
    kept--;
    keptBytes -= entry.sizeBytes;
  }

  function makeRoom(): void {
    while ((kept > MAX_SPANS || keptBytes > MAX_BYTES) && waiting.length > 0) {
      const oldest = waiting.shift() as Entry;
      waitingBytes -= oldest.sizeBytes;
      settleOne(oldest);
      dropped.queue++;
    }
  }

  return {
    waiting,
    waitingBytes: () => waitingBytes,
    add(json, scope, signal) {
      const entry = { signal, json, sizeBytes: byteLength(json), scope, requests: 0, settled: false };
      waiting.push(entry);
      created++;
      kept++;
      keptBytes += entry.sizeBytes;
      waitingBytes += entry.sizeBytes;
      makeRoom();
    },
    take(entries) {
      const taken = new Set(entries);
      const rest = waiting.filter((entry) => !taken.has(entry));
      waiting.length = 0;
      waiting.push(...rest);
      waitingBytes = rest.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      for (const entry of entries) entry.requests++;
    },
    settle(entries, result) {
      let rejected = result.verdict === 'sent' ? result.rejectedSpans : 0;
      for (const entry of entries) {
        entry.requests--;
        if (entry.settled) continue;
        if (result.verdict === 'sent') {
          settleOne(entry);
          if (rejected-- > 0) dropped.rejected++;
          else sent++;
        } else if (entry.requests === 0 && result.verdict === 'refused') {
          settleOne(entry);
          dropped.refused++;
        } else if (entry.requests === 0) {
          waiting.push(entry);
          waitingBytes += entry.sizeBytes;
        }
      }
      makeRoom();
    },
    stats: () => ({ created, sent, pending: kept, dropped: { ...dropped } }),
  };
}
