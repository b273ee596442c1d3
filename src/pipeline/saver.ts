// Copies on disk of what memory holds, made before anything goes wrong: the end of a page or of a browser gives no time.
import { report } from '../browser/guard.js';
import type { Spool, SpoolKey, SpoolRow } from '../trace/delivery.js';
import { type Pack, pack } from './pack.js';
import { type Entry, type Queue, type SavedCopy, waiting } from './queue.js';

/** What one row holds at most: writing it blocks the page for less than 5 ms at a quarter of a desktop's speed. */
const ROW_BYTES = 32 << 10;

/** Broken so often in a row, storage is not tried again. */
const MAX_FAILURES = 3;

/** Saves entries. */
export interface Saver {
  /** False once storage has failed too often. */
  canSave(): boolean;
  /**
   * Copies entries that have no copy; never rejects. Resolves when it is durable or has failed.
   * @param leaseMs how long they stay this page's own affair.
   * @param options.maxRows at most so many rows, for more it must be called again; by default all.
   * @param options.isNeeded which entries; by default all.
   * @param options.breath is awaited between encoding and writing.
   * @returns whether there may be more.
   */
  save(
    leaseMs: number,
    options?: { readonly maxRows?: number; isNeeded?(entry: Entry): boolean; breath?(): Promise<void> },
  ): Promise<boolean>;
  /** Lets go from memory what waits and has a copy: from now on it is the disk's. @returns whether there was any. */
  shed(): boolean;
  /** Deletes the copies of which every entry was handed over to the browser. */
  forgetHandedOver(): void;
}

/** One by one: of thousands of entries a row takes the first thirty. */
function* unsaved(entries: Iterable<Entry>, isNeeded: (entry: Entry) => boolean): Iterable<Entry> {
  for (const entry of entries) if (!entry.copy && isNeeded(entry)) yield entry;
}

/** Says that storage failed. */
export function reportStorage(error: unknown): undefined {
  return report('keeping spans on disk', error);
}

/** Creates a saver. @param encode writes the text of a row. */
export function createSaver(spool: Spool, queue: Queue, encode: (pack: Pack) => string): Saver {
  let failures = 0;
  const canSave = (): boolean => failures < MAX_FAILURES;

  return {
    canSave,

    async save(leaseMs, { maxRows = Infinity, isNeeded = () => true, breath } = {}) {
      if (!canSave()) return false;
      const copies: SavedCopy[] = [];
      const rows: SpoolRow[] = [];
      while (rows.length < maxRows) {
        const row = pack(unsaved(queue.kept(), isNeeded), ROW_BYTES, 1);
        const { signal, entries } = row;
        if (entries.length === 0) break;
        const copy: SavedCopy = { left: entries.length };
        for (const entry of entries) entry.copy = copy;
        copies.push(copy);
        rows.push({ signal, count: entries.length, text: encode(row) });
      }
      if (rows.length === 0) return false;
      try {
        if (breath) await breath();
        const keys = await spool.save(rows, leaseMs);
        failures = 0;
        for (const [i, copy] of copies.entries()) copy.key = keys[i] as SpoolKey;
        // What was sent in the meantime.
        await spool.remove(keys.filter((_, i) => copies[i]?.left === 0));
      } catch (error) {
        failures++;
        reportStorage(error);
        for (const entry of queue.kept())
          if (copies.includes(entry.copy as SavedCopy)) entry.copy = undefined;
      }
      return canSave() && rows.length === maxRows;
    },

    shed() {
      const safe = [...waiting(queue.kept())].filter(({ copy }) => copy?.key);
      if (safe.length > 0) queue.settleSpooled(safe);
      return safe.length > 0;
    },

    forgetHandedOver() {
      const kept = [...queue.kept()];
      const needed = new Set(kept.filter(({ isHandedOver }) => !isHandedOver).map(({ copy }) => copy));
      const mine = kept.filter(({ copy }) => copy?.key && !needed.has(copy));
      const keys = new Set(mine.map(({ copy }) => copy?.key as SpoolKey));
      for (const entry of mine) entry.copy = undefined;
      spool.remove([...keys]).catch(() => {
        // They will be sent twice: the receiving side knows them by their ids.
      });
    },
  };
}
