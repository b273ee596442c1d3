// The disk as a value to import, put together from its two halves: which rows there are, and when.
import { openStore } from './browser/storage.js';
import { createDisk, type Disk, type DiskDeps } from './pipeline/disk.js';
import { createSpool } from './transport/spool.js';

/** A place that keeps what could not be sent over the end of the page: {@link disk}. */
export interface Persistence {
  /**
   * Opens it for one page.
   * @param url the collector's, absolute: what was meant for one never goes to another.
   * @param page random id of this page.
   */
  open(url: string, page: string): (deps: DiskDeps) => Disk;
  /** Deletes what any page has kept for this collector. */
  forget(url: string): void;
}

/** With the version of what is on disk: another one never reads it. */
const nameFor = (url: string): string => `clew.1 ${url}`;

/**
 * Keeps in IndexedDB, for a day at most, what could not be sent yet: a later visit sends it.
 * @example init({ serviceName: 'shop-web', persist: disk })
 */
export const disk: Persistence = {
  open(url, page) {
    const name = nameFor(url);
    const spool = createSpool({ name, page, transact: openStore(name), now: Date.now });
    return (deps) => createDisk(spool, deps);
  },
  // Once the tabs that have it open have closed it, see openStore.
  forget: (url) => void indexedDB.deleteDatabase(nameFor(url)),
};
