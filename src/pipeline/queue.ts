// The spans and events that are kept in memory until the collector or the disk has them, within fixed bounds.
import type { SendResult, Signal, SpoolKey } from '../trace/delivery.js';
import type { InstrumentationScope } from '../trace/span.js';
import type { Account } from './account.js';
import type { Value } from './value.js';

/** Most records and most UTF-8 bytes kept, waiting and on their way together. */
const MAX_RECORDS = 5_000;
const MAX_BYTES = 4 << 20;

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
  /** Everything not settled, waiting or on its way. */
  readonly kept: ReadonlySet<Entry>;
  /** What waits, the most valuable first, then the oldest. */
  waiting(): Entry[];
  waitingCount(): number;
  /** UTF-8 bytes of what waits. */
  waitingBytes(): number;
  /** Keeps one more; where there is no room the oldest of the least value is dropped. */
  add(signal: Signal, json: string, scope: InstrumentationScope, value: Value): void;
  /** Takes entries out because a request will carry them: count it in `requests`, and `settle` it later. */
  take(entries: readonly Entry[]): void;
  /** Books what became of a request that carried `entries`; those that nobody has yet wait again. */
  settle(entries: readonly Entry[], result: SendResult): void;
  /** Books entries that wait as being on disk and no longer here. */
  settleSpooled(entries: readonly Entry[]): void;
}

const encoder = new TextEncoder();

/** Length in UTF-8, which is what requests and their limits are counted in. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * Creates an empty queue.
 * @param onCopyUnused is given the disk's copies of which no entry is left.
 */
export function createQueue({ count }: Account, onCopyUnused: (key: SpoolKey) => void): Queue {
  const kept = new Set<Entry>();
  /** By value; within each, the oldest first. */
  const waiting: [Entry[], Entry[], Entry[]] = [[], [], []];
  let keptBytes = 0;
  let waitingBytes = 0;

  const waitingCount = (): number => waiting[0].length + waiting[1].length + waiting[2].length;

  function settleOne(entry: Entry): void {
    entry.settled = true;
    kept.delete(entry);
    keptBytes -= entry.sizeBytes;
  }

  function releaseCopy({ copy }: Entry): void {
    if (copy && --copy.left === 0 && copy.key) onCopyUnused(copy.key);
  }

  function wait(entry: Entry): void {
    waiting[entry.value].push(entry);
    waitingBytes += entry.sizeBytes;
  }

  function unwait(entries: readonly Entry[]): void {
    const taken = new Set(entries);
    for (const list of waiting) {
      const rest = list.filter((entry) => !taken.has(entry));
      if (rest.length < list.length) list.splice(0, list.length, ...rest);
    }
    waitingBytes = waiting.flat().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  function makeRoom(): void {
    while ((kept.size > MAX_RECORDS || keptBytes > MAX_BYTES) && waitingCount() > 0) {
      // `shift` of an array this size moves nothing in V8; the first of a Set would have to be searched.
      const oldest = waiting.find(({ length }) => length > 0)?.shift() as Entry;
      waitingBytes -= oldest.sizeBytes;
      settleOne(oldest);
      count(oldest.signal, oldest.copy?.key ? 'spooled' : 'dropped.queue');
    }
  }

  return {
    kept,
    waiting: () => [...waiting[2], ...waiting[1], ...waiting[0]],
    waitingCount,
    waitingBytes: () => waitingBytes,
    add(signal, json, scope, value) {
      const sizeBytes = byteLength(json);
      const state = { requests: 0, settled: false, isHandedOver: false };
      const entry: Entry = { signal, json, sizeBytes, scope, value, ...state };
      kept.add(entry);
      keptBytes += sizeBytes;
      wait(entry);
      count(signal, 'created');
      makeRoom();
    },
    take(entries) {
      unwait(entries);
      for (const entry of entries) entry.requests++;
    },
    settle(entries, result) {
      let rejected = result.verdict === 'sent' ? result.rejected : 0;
      for (const entry of entries) {
        entry.requests--;
        if (entry.settled) continue;
        const isSent = result.verdict === 'sent';
        if (isSent || (entry.requests === 0 && result.verdict === 'refused')) {
          settleOne(entry);
          releaseCopy(entry);
          const isLost = isSent ? rejected-- > 0 && 'rejected' : 'refused';
          count(entry.signal, isLost ? `dropped.${isLost}` : 'sent');
        } else if (entry.requests === 0) wait(entry);
      }
      makeRoom();
    },
    settleSpooled(entries) {
      unwait(entries);
      for (const entry of entries) {
        settleOne(entry);
        count(entry.signal, 'spooled');
      }
    },
  };
}
