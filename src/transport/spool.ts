// What could not be sent yet, on disk: written before the risk, bounded, and sent by whichever tab comes first.
// A row belongs to its page until its lease ends, so a page that was killed needs nobody to find that out.
import type { Transact } from '../browser/storage.js';
import type { DueRows, Spool, SpoolKey, SpoolRow } from '../trace/delivery.js';

/** Most rows and most UTF-16 units on disk, over all pages of the origin, after a page has trimmed them. */
const MAX_ROWS = 1_000;
const MAX_SIZE = 4 << 20;

/** A trace that is older than this helps nobody. */
const MAX_AGE_MS = 24 * 60 * 60_000;

/** No lease is longer; a row that is due later comes from a clock that was put back since. */
const LONGEST_LEASE_MS = 60_000;

/** What one request takes from disk. */
const REQUEST_SIZE = 128 << 10;
const REQUEST_ROWS = 100;

/** Longest that one tab sends before others may. */
const TURN_MS = 5_000;

/** Whether it is one of ours: others may write here too. */
function isKey(key: IDBValidKey): key is SpoolKey {
  return Array.isArray(key) && [0, 2, 3, 4].every((i) => typeof key[i] === 'number');
}

/** What a spool needs. */
export interface SpoolDeps {
  /** Names the lock: one per collector. */
  readonly name: string;
  /** Random id of this page. */
  readonly page: string;
  readonly transact: Transact;
  /** Epoch milliseconds: rows outlive the page's own clock. */
  now(): number;
}

/** Creates a spool. */
export function createSpool({ name, page, now, ...deps }: SpoolDeps): Spool {
  let { transact } = deps;
  let number = 0;
  let release = (): void => {};
  let isOpen = false;

  const allKeys = async (): Promise<IDBValidKey[]> =>
    (await transact('readonly', (store) => store.getAllKeys())) ?? [];

  const remove = async (keys: readonly IDBValidKey[]): Promise<void> => {
    if (keys.length > 0)
      await transact('readwrite', (store) => void keys.forEach((key) => void store.delete(key)));
  };

  return {
    remove,
    release: () => release(),

    forget() {
      // Whatever is under way would open the database again, and write.
      transact = async () => undefined;
    },

    open() {
      if (isOpen) return;
      isOpen = true;
      transact('readonly', () => undefined).catch(() => {
        // Whoever saves will be told.
      });
    },

    async save(rows, leaseMs) {
      const keys = rows.map(
        ({ text, count }): SpoolKey => [now() + leaseMs, page, number++, text.length, count],
      );
      await transact('readwrite', (store) => void rows.forEach((row, i) => void store.put(row, keys[i])));
      return keys;
    },

    async trim() {
      const found = (await allKeys()).filter(isKey);
      let size = found.reduce((sum, [, , , rowSize]) => sum + rowSize, 0);
      const oldest: SpoolKey[] = [];
      for (const key of found) {
        if (found.length - oldest.length <= MAX_ROWS && size <= MAX_SIZE) break;
        oldest.push(key);
        size -= key[3];
      }
      await remove(oldest);
      return oldest.reduce((sum, [, , , , count]) => sum + count, 0);
    },

    async due(maxRows, isWanted): Promise<DueRows> {
      const at = now();
      const found = await allKeys();
      const all = found.filter(isKey);
      const ready = all.filter(([dueMs]) => dueMs <= at || dueMs > at + LONGEST_LEASE_MS);
      const later = all.find(([dueMs]) => dueMs > at && dueMs <= at + LONGEST_LEASE_MS);
      const bad = ready.filter(([dueMs]) => dueMs < at - MAX_AGE_MS);
      await remove(found.filter((key) => !isKey(key)));
      const keys: SpoolKey[] = [];
      const rows: SpoolRow[] = [];
      let size = 0;
      for (const key of ready.filter((candidate) => !bad.includes(candidate))) {
        size += key[3];
        if (rows.length > 0 && (size > REQUEST_SIZE || rows.length >= Math.min(maxRows, REQUEST_ROWS))) break;
        const row: SpoolRow | undefined = await transact('readonly', (store) => store.get(key));
        // Whoever else writes here: what is no row of ours is thrown away.
        if (typeof row?.text !== 'string' || !/^(traces|logs)$/.test(row.signal)) bad.push(key);
        else if (isWanted(row.signal) && row.signal === (rows[0] ?? row).signal) {
          keys.push(key);
          rows.push(row);
        }
      }
      await remove(bad);
      const expired = bad.reduce((sum, [, , , , count]) => sum + count, 0);
      return { keys, rows, expired, nextMs: later ? later[0] - at : Infinity };
    },

    async exclusively(work) {
      const endAt = now() + TURN_MS;
      let isOver = false;
      const turn = (): Promise<void> =>
        new Promise((resolve, reject) => {
          // The lock goes when the promise settles, even while a request of `work` is under way.
          release = () => {
            isOver = true;
            resolve();
          };
          work(() => isOver || now() > endAt).then(resolve, reject);
        });
      const { locks } = navigator;
      if (!locks) return turn();
      await locks.request(name, { ifAvailable: true }, (lock) => (lock ? turn() : undefined));
    },
  };
}
