// When finished records are sent: together, one request at a time while the page is visible, and at once, as far as
// the browser's budget goes, when it hides. How they are written, sent and kept on disk comes in as functions.
import { report } from '../browser/guard.js';
import { nativeMicrotask } from '../browser/native.js';
import type { Body, SendResult, Signal } from '../trace/delivery.js';
import type { InstrumentationScope } from '../trace/span.js';
import { createAccount } from './account.js';
import type { Disk, DiskDeps } from './disk.js';
import { handOver } from './handOver.js';
import { createPace, type Timers } from './pace.js';
import { type Encode, encodePack, type Pack, pack } from './pack.js';
import { createQueue, type Entry, waiting } from './queue.js';
import type { Value } from './value.js';

/** A batch goes out this long after its first record, or earlier with this many records or bytes. */
const FLUSH_AFTER_MS = 5_000;
const FLUSH_RECORDS = 100;
const FLUSH_BYTES = 128 * 1024;

/** The first goes out, and gzip is warmed, this long after the start. */
const START_AFTER_MS = 3_000;

/** What is older is on disk. */
const SAVE_AFTER_MS = 1_000;

/** Most bytes in one request before compression, unless a single record is larger. */
const MAX_REQUEST_BYTES = 128 * 1024;

/** Requests up to this size survive a navigation even while visible; the rest stays free for the page's end. */
const VISIBLE_KEEPALIVE_BYTES = 24 * 1024;

/**
 * Browsers let 64 KiB of `keepalive` bodies be under way per page, everybody's together; a margin is for others.
 * @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const KEEPALIVE_BYTES = 60 * 1024;

/** What a batch needs from the rest of Clew. */
export interface BatchDeps extends Timers {
  readonly encode: Encode;
  /** The body of one request, from texts that `encode` wrote. */
  envelope(signal: Signal, contents: readonly string[]): string;
  /** Never rejects; if urgent, it is done in microtasks. */
  compress(text: () => string, isUrgent: boolean): Promise<Body>;
  /** Sends one body and never rejects; the request is under way when the call returns. */
  send(signal: Signal, body: Body, options: { readonly keepalive: boolean }): Promise<SendResult>;
  /** Absent: what is not sent when the page ends is lost. */
  readonly createDisk?: ((deps: DiskDeps) => Disk) | undefined;
}

/** Finished spans and events on their way out. */
export interface Batch {
  /** Takes one record as a JSON text. At most 5,000 and 4 MiB are kept; then the oldest of the least value go. */
  add(json: string, scope: InstrumentationScope, signal: Signal, value?: Value): void;
  /** Counts a record that the page's own hook did not let through. */
  refuse(signal: Signal): void;
  /** Sends what waits, unless a failure is being waited out; resolves when the collector answered or was given up. */
  flush(): Promise<void>;
  /**
   * Hands over what fits from a page that may be gone next, and saves the rest. Calling it again sends nothing twice.
   * @param isLeaving whether the page itself goes, not just out of sight.
   */
  flushOnHide(isLeaving: boolean): Promise<void>;
  /** The page is back, or the network: what was not reached then is tried now. */
  resume(): void;
  /** Where the records are; see {@link Account}. `clew.pending` is what is in memory. */
  stats(): Record<string, number>;
  /** Takes no more records and starts nothing more by itself; saves what is left, or forgets it: then nothing more leaves. */
  stop(forget?: boolean): void;
}

/** Creates a batch. */
export function createBatch(deps: BatchDeps): Batch {
  const { setTimer, clearTimer } = deps;
  const account = createAccount();
  const queue = createQueue(account, (keys) => disk?.remove(keys));
  let sequence = 0;
  /** With the account, of which every request carries a copy and its own number: the receipt. */
  const encode = (chosen: Pack): string =>
    encodePack(deps.encode, chosen, { ...account.counts, 'clew.batch.sequence': ++sequence });
  const pace = createPace(deps, flush);
  const canGoOn = (): boolean => !pace.isBackingOff() && !isStopped;
  const disk = deps.createDisk?.({
    ...deps,
    queue,
    account,
    encode,
    isHealthy: () => isHealthy,
    flush,
    deliver,
    canGoOn,
  });
  let keepaliveBytes = 0;
  let draining = Promise.resolve();
  let isDrainQueued = false;
  /** Whether the collector answers; unknown at first. */
  let isHealthy: boolean | undefined;
  let isStopped = false;
  let isForgotten = false;
  /** Whether the page is gone, but for the back/forward cache. */
  let hasLeft = false;
  /** Whether what ended since then is about to be sent. */
  let hasLastWords = false;

  const textOf = (chosen: Pack): string => deps.envelope(chosen.signal, [encode(chosen)]);

  function scheduleNext(): void {
    const length = queue.waitingCount();
    const isFull = length >= FLUSH_RECORDS || queue.waitingBytes() >= FLUSH_BYTES;
    if (length > 0) pace.schedule(isFull ? 0 : FLUSH_AFTER_MS);
  }

  /** Sends one body and draws the conclusions that are the same for what comes from memory and from disk. */
  async function deliver(signal: Signal, body: Body, keepalive: boolean): Promise<SendResult> {
    // While it was being compressed, or divided.
    if (isForgotten) return { verdict: 'refused', isUnasked: true };
    if (keepalive) keepaliveBytes += body.bytes.length;
    const result = await deps.send(signal, body, { keepalive });
    if (keepalive) keepaliveBytes -= body.bytes.length;
    if (result.verdict !== 'retryable') isHealthy = true;
    else if (result.delayMs > 0) {
      isHealthy = false;
      pace.backOff(result.delayMs, !result.hasAnswer);
      disk?.saveIn(0);
    }
    return result;
  }

  async function dispatch({ signal, entries }: Pack, body: Body, keepalive: boolean): Promise<void> {
    for (const entry of entries) entry.isHandedOver ||= keepalive;
    const result = await deliver(signal, body, keepalive);
    if (keepalive) for (const entry of entries) entry.isHandedOver = false;
    const isWhole = result.verdict === 'divisible' && entries.length === 1;
    queue.settle(entries, isWhole ? { verdict: 'refused' } : result);
    const isAgain = result.verdict === 'retryable' && result.delayMs === 0;
    if (isAgain) await send(entries);
    else if (result.verdict === 'divisible') {
      const middle = entries.length >> 1;
      await send(entries.slice(0, middle));
      await send(entries.slice(middle));
    }
  }

  /** Sends as many of the candidates as one request holds. @returns how many. */
  async function send(candidates: Iterable<Entry>): Promise<number> {
    let chosen = pack([], 0, 0);
    const write = (): string => {
      chosen = pack(waiting(candidates), MAX_REQUEST_BYTES, 1);
      queue.take(chosen.entries);
      return chosen.entries.length > 0 ? textOf(chosen) : '';
    };
    const body = await deps.compress(write, false);
    const { entries } = chosen;
    if (entries.length === 0) return 0;
    // The page hid while this was being compressed, and has sent or saved it.
    if (entries.some(({ isHandedOver }) => isHandedOver)) queue.settle(entries, { verdict: 'divisible' });
    else {
      const { length } = body.bytes;
      const isSmall = length <= VISIBLE_KEEPALIVE_BYTES && keepaliveBytes + length <= KEEPALIVE_BYTES;
      await dispatch(chosen, body, isSmall);
    }
    return entries.length;
  }

  async function drain(): Promise<void> {
    isDrainQueued = false;
    // What ends meanwhile goes with the next flush.
    let left = queue.waitingCount();
    for (let sent = 1; left > 0 && sent > 0 && canGoOn(); left -= sent) sent = await send(tracesFirst());
    if (!pace.isBackingOff()) await disk?.sendDue();
    scheduleNext();
  }

  /** A collector without a pipeline for events is no reason to keep spans waiting. */
  function* tracesFirst(): Iterable<Entry> {
    for (const wanted of ['traces', 'logs'])
      for (const entry of queue.kept()) if (entry.signal === wanted) yield entry;
  }

  function flush(): Promise<void> {
    pace.cancel();
    if (!isDrainQueued) {
      isDrainQueued = true;
      draining = draining.then(drain).catch(reportFlush);
    }
    return draining;
  }

  async function flushOnHide(isLeaving: boolean): Promise<void> {
    hasLeft ||= isLeaving;
    disk?.release();
    // Where nothing gets through, the disk is the better place: what is sent there as well arrives twice.
    const isHopeless = isHealthy === false && disk?.canSave();
    // Nor is a glance at another tab a reason to ask a collector again that said when.
    const isEarly = !isLeaving && pace.isToldToWait();
    const room = (): number => (isHopeless || isEarly ? 0 : KEEPALIVE_BYTES - keepaliveBytes);
    await handOver(queue, {
      room,
      compress: (chosen) => deps.compress(() => textOf(chosen), true),
      dispatch: (chosen, body) => void dispatch(chosen, body, true).then(scheduleNext).catch(reportFlush),
    });
    await disk?.saveOnHide(isLeaving);
    if (queue.waitingCount() > 0) pace.schedule(0);
  }

  const startTimer = setTimer(() => void deps.compress(() => ' ', false).then(flush), START_AFTER_MS);

  return {
    add(json, scope, signal, value = 0) {
      if (isStopped) return;
      queue.add(signal, json, scope, value);
      scheduleNext();
      disk?.saveIn(SAVE_AFTER_MS);
      if (!hasLeft || hasLastWords) return;
      // A listener of the page's own, after Clew's: all that end in it go together.
      hasLastWords = true;
      nativeMicrotask(() => {
        hasLastWords = false;
        void flushOnHide(true).catch(reportFlush);
      });
    },
    refuse: (signal) => {
      for (const fate of ['created', 'dropped.hook'] as const) account.count(signal, fate);
    },
    flush,
    flushOnHide,
    resume() {
      hasLeft = false;
      pace.resume();
    },
    stats: () => ({ ...account.counts, 'clew.pending': queue.keptCount() }),
    stop(forget = false) {
      isStopped = true;
      isForgotten ||= forget;
      pace.stop();
      clearTimer(startTimer);
      disk?.stop(forget);
    },
  };
}

function reportFlush(error: unknown): undefined {
  return report('flush', error);
}
