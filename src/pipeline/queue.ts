// The spans and events that are kept in memory until the collector or the disk has them, within fixed bounds.
import type { SendResult, Signal, SpoolKey } from '../trace/delivery.js';
import type { InstrumentationScope } from '../trace/span.js';
import type { Account, Fate } from './account.js';
import type { Value } from './value.js';

/** Most records and most UTF-8 bytes kept, waiting and on their way together. */
const MAX_RECORDS = 5_000;
const MAX_BYTES = 4 << 20;

/** A larger record goes instead of everything that waits. */
const MAX_RECORD_BYTES = MAX_BYTES / 8;

/** Room is made for more than one at a time: a page that has filled the queue is busy, and looking for the oldest costs. */
const ROOM = 0.98;

/** A copy on disk of several entries. */
export interface SavedCopy {
  /** Absent while it is being written. */
  key?: SpoolKey;
  /** How many of its entries are not settled. */
  left: number;
}

/** One span or event, serialised. */
export interface Entry {
  readonly signal: Signal;
  readonly json: string;
  readonly sizeBytes: number;
  readonly scope: InstrumentationScope;
  readonly value: Value;
  /** Requests under way that carry it; at page hide it may be two. */
  requests: number;
  settled: boolean;
  /** Whether one of them outlives the page. */
  isHandedOver: boolean;
  copy?: SavedCopy | undefined;
}

/** Records waiting for a request; those on their way come back if it fails. */
export interface Queue {
  /** Everything not settled, waiting or on its way: the most valuable first, then the oldest. There may be thousands. */
  kept(): Iterable<Entry>;
  keptCount(): number;
  waitingCount(): number;
  /** UTF-8 bytes of what waits. */
  waitingBytes(): number;
  /** Keeps one more; where there is no room the oldest of the least value are dropped, and it itself where it is huge. */
  add(signal: Signal, json: string, scope: InstrumentationScope, value: Value): void;
  /** Takes entries out because a request will carry them: `settle` them later. */
  take(entries: readonly Entry[]): void;
  /** Books what became of a request that carried `entries`; those that nobody has yet wait again. */
  settle(entries: readonly Entry[], result: SendResult): void;
  /** Books entries that wait as being on disk and no longer here. */
  settleSpooled(entries: readonly Entry[]): void;
}

const encoder = new TextEncoder();

/** Text whose bytes have to be counted: that of most records is ASCII, and encoding it takes three times as long as looking. */
const BEYOND_ASCII = /[^ -~]/;

/** Those that no request carries. */
export function* waiting(entries: Iterable<Entry>): Iterable<Entry> {
  for (const entry of entries) if (!entry.settled && entry.requests === 0) yield entry;
}

/**
 * Creates an empty queue.
 * @param onCopiesUnused is given the disk's copies of which no entry is left.
 */
export function createQueue({ count }: Account, onCopiesUnused: (keys: readonly SpoolKey[]) => void): Queue {
  /** By value, the oldest first. */
  const lists = [new Set<Entry>(), new Set<Entry>(), new Set<Entry>()] as const;
  let keptCount = 0;
  let keptBytes = 0;
  let waitingCount = 0;
  let waitingBytes = 0;

  function wait({ sizeBytes }: Entry, sign = 1): void {
    waitingCount += sign;
    waitingBytes += sign * sizeBytes;
  }

  function settleOne(entry: Entry, fate: Fate): void {
    if (entry.requests === 0) wait(entry, -1);
    entry.settled = true;
    lists[entry.value].delete(entry);
    keptCount--;
    keptBytes -= entry.sizeBytes;
    count(entry.signal, fate);
  }

  function makeRoom(): void {
    if (keptCount <= MAX_RECORDS && keptBytes <= MAX_BYTES) return;
    for (const list of lists) {
      for (const entry of list) {
        if (keptCount <= MAX_RECORDS * ROOM && keptBytes <= MAX_BYTES * ROOM) return;
        if (entry.requests === 0) settleOne(entry, entry.copy?.key ? 'spooled' : 'dropped.queue');
      }
    }
  }

  return {
    *kept() {
      for (const value of [2, 1, 0] as const) yield* lists[value];
    },
    keptCount: () => keptCount,
    waitingCount: () => waitingCount,
    waitingBytes: () => waitingBytes,
    add(signal, json, scope, value) {
      const sizeBytes = BEYOND_ASCII.test(json) ? encoder.encode(json).length : json.length;
      count(signal, 'created');
      if (sizeBytes > MAX_RECORD_BYTES) {
        count(signal, 'dropped.queue');
        return;
      }
      const state = { requests: 0, settled: false, isHandedOver: false };
      const entry: Entry = { signal, json, sizeBytes, scope, value, ...state };
      lists[value].add(entry);
      keptCount++;
      keptBytes += sizeBytes;
      wait(entry);
      makeRoom();
    },
    take(entries) {
      for (const entry of entries) if (entry.requests++ === 0) wait(entry, -1);
    },
    settle(entries, result) {
      const isSent = result.verdict === 'sent';
      let rejected = isSent ? result.rejected : 0;
      const unused: SpoolKey[] = [];
      for (const entry of entries) {
        const isLast = entry.requests === 1;
        if (!entry.settled && (isSent || (isLast && result.verdict === 'refused'))) {
          const isRejected = isSent && rejected-- > 0;
          settleOne(entry, !isSent ? 'dropped.refused' : isRejected ? 'dropped.rejected' : 'sent');
          const { copy } = entry;
          if (copy && --copy.left === 0 && copy.key) unused.push(copy.key);
        }
        entry.requests--;
        if (!entry.settled && isLast) wait(entry);
      }
      if (unused.length > 0) onCopiesUnused(unused);
      makeRoom();
    },
    settleSpooled(entries) {
      for (const entry of entries) settleOne(entry, 'spooled');
    },
  };
}
