// Copies on disk of what memory holds, made before anything goes wrong: the end of a page or of a browser gives no time.
import { diag } from '@opentelemetry/api';
import type { Spool } from '../trace/delivery.js';
import type { Packer } from './pack.js';
import type { Entry, Queue, SavedCopy } from './queue.js';

/** What one row holds at most: what is written in one go blocks the page for a millisecond or two at worst. */
const ROW_BYTES = 128 << 10;

/** Broken so often in a row, storage is not tried again. */
const MAX_FAILURES = 3;

/** Saves entries. */
export interface Saver {
  /** False without storage. */
  canSave(): boolean;
  /**
   * Copies entries that have no copy; never rejects. Resolves when it is durable or has failed.
   * @param leaseMs how long they stay this page's own affair.
   * @param options.maxRows at most so many rows, for more it must be called again; by default all.
   * @param options.isNeeded which entries; by default all.
   * @returns whether there is more.
   */
  save(
    leaseMs: number,
    options?: { readonly maxRows?: number; isNeeded?(entry: Entry): boolean },
  ): Promise<boolean>;
  /** Lets go from memory what waits and has a copy: from now on it is the disk's. @returns whether there was any. */
  shed(): boolean;
  /** Deletes the copies of which every entry was handed over to the browser. */
  forgetHandedOver(): void;
}

/** Creates a saver. */
export function createSaver(spool: Spool | undefined, queue: Queue, packer: Packer): Saver {
  let failures = 0;
  const canSave = (): boolean => !!spool && failures < MAX_FAILURES;

  return {
    canSave,

    async save(leaseMs, { maxRows = Infinity, isNeeded = () => true } = {}) {
      let unsaved = [...queue.kept].filter((entry) => !entry.copy && isNeeded(entry));
      if (!spool || !canSave() || unsaved.length === 0) return false;
      const packs = [];
      while (unsaved.length > 0 && packs.length < maxRows) {
        const pack = packer.pack(unsaved, ROW_BYTES, 1);
        const copy: SavedCopy = { left: pack.entries.length };
        for (const entry of pack.entries) entry.copy = copy;
        packs.push({ pack, copy });
        unsaved = unsaved.filter((entry) => !entry.copy);
      }
      const rows = packs.map(({ pack }) => ({
        signal: pack.signal,
        count: pack.entries.length,
        text: packer.encode(pack),
      }));
      try {
        const keys = await spool.save(rows, leaseMs);
        failures = 0;
        packs.forEach(({ copy }, i) => {
          copy.key = keys[i] as NonNullable<SavedCopy['key']>;
        });
        // What was sent in the meantime.
        const unused = packs.filter(({ copy }) => copy.left === 0).map(({ copy }) => copy.key as never);
        await spool.remove(unused);
      } catch (error) {
        failures++;
        diag.warn('clew: spans cannot be kept on disk', error);
        for (const { pack, copy } of packs) {
          for (const entry of pack.entries) if (entry.copy === copy) entry.copy = undefined;
        }
      }
      return canSave() && unsaved.length > 0;
    },

    shed() {
      const safe = queue.waiting().filter(({ copy }) => copy?.key);
      if (safe.length > 0) queue.settleSpooled(safe);
      return safe.length > 0;
    },

    forgetHandedOver() {
      const kept = [...queue.kept];
      const needed = new Set(kept.filter(({ isHandedOver }) => !isHandedOver).map(({ copy }) => copy));
      const mine = kept.filter(({ copy }) => copy?.key && !needed.has(copy));
      const keys = new Set(mine.map(({ copy }) => copy?.key as never));
      for (const entry of mine) entry.copy = undefined;
      spool?.remove([...keys]).catch(() => {
        // They will be sent twice: the receiving side knows them by their ids.
      });
    },
  };
}
