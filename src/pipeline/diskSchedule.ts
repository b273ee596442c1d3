// When memory is copied to disk, and when what is on disk is sent.
import { diag } from '@opentelemetry/api';
import type { Spool } from '../trace/delivery.js';
import type { Account } from './account.js';
import type { Timers } from './pace.js';
import type { Saver } from './saver.js';

/** Longer than a record waits in memory where nothing fails: then other tabs take its copy for an orphan. */
export const LEASE_MS = 10_000;

/** Between the rows of a long queue, so that the page gets its turn. */
const NEXT_ROW_MS = 10;

/** What the schedule needs. */
export interface DiskScheduleDeps extends Timers {
  readonly spool?: Spool | undefined;
  readonly saver: Saver;
  readonly account: Account;
  /** Whether nothing gets through at the moment. */
  isFailing(): boolean;
  flush(): Promise<void>;
}

/** The schedule of one page. */
export interface DiskSchedule {
  /** Saves what has no copy in so many milliseconds, if nothing is scheduled yet; 0 is now in any case. */
  saveIn(delayMs: number): void;
  /** Flushes with what is on disk in so many milliseconds, if that is not scheduled yet. */
  sendIn(delayMs: number): void;
  /** Whether what is on disk is to be sent now; asking takes the answer away. */
  takeDue(): boolean;
  stop(): void;
}

/** Creates the schedule. */
export function createDiskSchedule(deps: DiskScheduleDeps): DiskSchedule {
  const { spool, saver, account, setTimer, clearTimer } = deps;
  let saveTimer: number | undefined;
  let sendTimer: number | undefined;
  let isDue = false;
  let isStopped = false;

  async function save(): Promise<void> {
    saveTimer = undefined;
    const breath = (): Promise<void> => new Promise((resolve) => void setTimer(resolve, 0));
    const hasMore = await saver.save(deps.isFailing() ? 0 : LEASE_MS, { maxRows: 1, breath });
    if (hasMore) saveIn(NEXT_ROW_MS);
    // While nothing gets through, memory is for what is new, and the disk's is whoever's turn it is.
    if (spool && deps.isFailing() && saver.shed()) {
      sendIn(0);
      account.count('spool', 'dropped.storage', await spool.trim());
    }
  }

  function saveIn(delayMs: number): void {
    if (!saver.canSave() || isStopped) return;
    if (delayMs === 0) clearTimer(saveTimer);
    else if (saveTimer !== undefined) return;
    saveTimer = setTimer(() => {
      save().catch((error: unknown) => diag.warn('clew: saving failed', error));
    }, delayMs);
  }

  function sendIn(delayMs: number): void {
    if (!spool || isStopped || delayMs === Infinity) return;
    sendTimer ??= setTimer(() => {
      sendTimer = undefined;
      isDue = true;
      void deps.flush();
    }, delayMs);
  }

  return {
    saveIn,
    sendIn,
    takeDue() {
      const wasDue = isDue;
      isDue = false;
      return wasDue;
    },
    stop() {
      isStopped = true;
      clearTimer(saveTimer);
      clearTimer(sendTimer);
    },
  };
}
