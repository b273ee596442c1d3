// One IndexedDB object store behind promises. Whatever is wrong with storage (blocked, full, private, closing, without
// an answer) rejects; nothing waits for it but its caller.
import { listen, nativeSetTimeout } from './native.js';

/** Delivery waits for the disk's answer: what has not come by then does not count any more. */
const GIVE_UP_MS = 5_000;

/**
 * Runs requests in one transaction; resolves, with what `work`'s request found, when the transaction is durable. Rejects
 * after `GIVE_UP_MS`, whatever becomes of it then.
 */
export type Transact = <T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
) => Promise<T | undefined>;

const STORE = 'rows';

/** Opens the database at the first use, again after it failed or was closed, and never before. */
export function openStore(name: string): Transact {
  let opening: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      // An opaque origin throws here, which rejects.
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => {
        const database = request.result;
        const forget = (): void => {
          opening = undefined;
        };
        listen(database, 'close', forget);
        // Another copy deletes or upgrades it: in its way we would block it.
        listen(database, 'versionchange', () => {
          database.close();
          forget();
        });
        resolve(database);
      };
      request.onerror = request.onblocked = () => reject(request.error);
    });
  }

  async function transact<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
  ): Promise<T | undefined> {
    opening ??= open();
    const database = await opening.catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return new Promise((resolve, reject) => {
      // Relaxed: in the system's cache, which outlives the browser, if not a power cut.
      const transaction = database.transaction(STORE, mode, { durability: 'relaxed' });
      const request = work(transaction.objectStore(STORE));
      // Now, because a page that ends does not live to see its requests succeed, which would commit as well.
      transaction.commit?.();
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  return (mode, work) =>
    new Promise((resolve, reject) => {
      nativeSetTimeout(() => reject(new Error('no answer')), GIVE_UP_MS);
      transact(mode, work).then(resolve, reject);
    });
}
