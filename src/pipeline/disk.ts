// The disk's part of the pipeline: when memory is copied there, and when what is there is sent. A batch does without
// it: it is a value that is imported, see ../disk.ts.
import type { Spool, SpoolKey } from '../trace/delivery.js';
import { type BacklogDeps, sendBacklog } from './backlog.js';
import type { Timers } from './pace.js';
import type { Pack } from './pack.js';
import type { Entry, Queue } from './queue.js';
import { createSaver, reportStorage } from './saver.js';

/** Longer than a record waits in memory where nothing fails: then other tabs take its copy for an orphan. */
const LEASE_MS = 10_000;

/** What earlier pages left behind is looked for this long after the start. */
const LOOK_AFTER_MS = 3_000;

/** Between the rows of a long queue, so that the page gets its turn. */
const NEXT_ROW_MS = 10;

/** What a disk needs from its batch. */
export interface DiskDeps extends Timers, BacklogDeps {
  readonly queue: Queue;
  /** The text of a row. */
  encode(pack: Pack): string;
  /** Whether the collector answers; `undefined` where that is not known yet. */
  isHealthy(): boolean | undefined;
  flush(): Promise<void>;
}

/** The disk of one page. What goes wrong with it is said through `diag`: nothing here throws or rejects. */
export interface Disk {
  /** False once storage has failed too often. */
  canSave(): boolean;
  /** Saves what has no copy in so many milliseconds, if nothing is scheduled yet; 0 is now in any case. */
  saveIn(delayMs: number): void;
  /** Sends what is on disk, where its time has come. */
  sendDue(): Promise<void>;
  /** Lets other tabs send what is there: a page that sleeps must not keep them waiting. */
  release(): void;
  /** Saves what the browser was not given to send, or may not get through with. */
  saveOnHide(isLeaving: boolean): Promise<void>;
  /** Deletes copies, later, in a slice of its own. */
  remove(keys: readonly SpoolKey[]): void;
  /** Saves what is left, unless nothing is to be kept; schedules nothing more. */
  stop(isForgotten: boolean): void;
}

/** Creates the disk of one page. */
export function createDisk(spool: Spool, deps: DiskDeps): Disk {
  const { account, setTimer, clearTimer, isHealthy } = deps;
  const saver = createSaver(spool, deps.queue, deps.encode);
  let saveTimer: number | undefined;
  let sendTimer: number | undefined;
  let isDue = false;
  let isStopped = false;

  async function save(): Promise<void> {
    saveTimer = undefined;
    const breath = (): Promise<void> => new Promise((resolve) => void setTimer(resolve, 0));
    const leaseMs = isHealthy() === false ? 0 : LEASE_MS;
    const hasMore = await saver.save(leaseMs, { maxRows: 1, breath });
    if (hasMore) saveIn(NEXT_ROW_MS);
    // While nothing gets through, memory is for what is new, and the disk's is whoever's turn it is.
    if (isHealthy() === false && saver.shed()) {
      sendIn(0);
      account.count('spool', 'dropped.storage', await spool.trim());
    }
  }

  function saveIn(delayMs: number): void {
    if (!saver.canSave() || isStopped) return;
    spool.open();
    if (delayMs === 0) clearTimer(saveTimer);
    else if (saveTimer !== undefined) return;
    saveTimer = setTimer(() => void save().catch(reportStorage), delayMs);
  }

  function sendIn(delayMs: number): void {
    if (isStopped || delayMs === Infinity) return;
    sendTimer ??= setTimer(() => {
      sendTimer = undefined;
      isDue = true;
      void deps.flush();
    }, delayMs);
  }

  sendIn(LOOK_AFTER_MS);
  return {
    canSave: saver.canSave,
    saveIn,
    async sendDue() {
      if (!isDue) return;
      isDue = false;
      const againMs = await sendBacklog(spool, deps).catch(reportStorage);
      if (againMs !== undefined) sendIn(againMs);
    },
    release: spool.release,
    async saveOnHide(isLeaving) {
      // A collector that has never answered may not be there.
      const isNeeded = ({ isHandedOver }: Entry): boolean => !isHandedOver || !isHealthy();
      if (isLeaving && isHealthy()) saver.forgetHandedOver();
      await saver.save(isLeaving ? 0 : LEASE_MS, { isNeeded });
      // Hiding is not always the end: a page that lives on sends the rest.
      if (saver.shed()) sendIn(LEASE_MS);
    },
    remove: (keys) => void setTimer(() => void spool.remove(keys).catch(reportStorage), 0),
    stop(isForgotten) {
      isStopped = true;
      clearTimer(saveTimer);
      clearTimer(sendTimer);
      if (isForgotten) spool.forget();
      else void saver.save(0);
    },
  };
}
