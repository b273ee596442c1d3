// When finished spans are sent: together, one request at a time while the page is visible, and at once, as far as
// the browser's budget goes, when it hides. How they are written and sent comes in as functions.
import { diag } from '@opentelemetry/api';
import type { InstrumentationScope } from '../trace/span.js';
import { createPacker, type Encode, type Pack } from './pack.js';
import { createQueue, type Entry, type QueueStats, type SendResult, type Signal } from './queue.js';

/** A batch goes out this long after its first span, or earlier with this many spans or bytes. */
const FLUSH_AFTER_MS = 5_000;
const FLUSH_SPANS = 100;
const FLUSH_BYTES = 128 * 1024;

/** Most bytes in one request, unless a single span is larger. */
const MAX_REQUEST_BYTES = 256 * 1024;

/**
 * Browsers let 64 KiB of `keepalive` bodies be under way per page, everybody's together; a margin is for others.
 * @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const KEEPALIVE_BYTES = 60 * 1024;

/** Requests up to this size survive a navigation even while visible; the rest stays free for the page's end. */
const VISIBLE_KEEPALIVE_BYTES = 24 * 1024;

/** What a batch needs from the rest of Clew. */
export interface BatchDeps {
  readonly encode: Encode;
  /** Sends one body and never rejects; the request is under way when the call returns. */
  send(signal: Signal, body: string, options: { readonly keepalive: boolean }): Promise<SendResult>;
  /** `setTimeout` and `clearTimeout`, in milliseconds. */
  setTimer(callback: () => void, delayMs: number): number;
  clearTimer(id: number | undefined): void;
}

/** Finished spans on their way out. */
export interface Batch {
  /** Takes one span or event, as a JSON text. At most 1,000 and 1 MiB are kept; then the oldest are dropped. */
  add(json: string, scope: InstrumentationScope, signal: Signal): void;
  /** Sends what waits, unless a failure is being waited out; resolves when the collector answered or was given up. */
  flush(): Promise<void>;
  /** Hands over what fits from a page that may be gone next, newest first. Calling it again sends nothing twice. */
  flushOnHide(): void;
  /** Where the spans are. */
  stats(): QueueStats;
  /** Takes no more spans and starts nothing more by itself. */
  stop(): void;
}

/** Creates a batch. */
export function createBatch(deps: BatchDeps): Batch {
  const queue = createQueue();
  const packer = createPacker(deps.encode);
  /** Entries of the visible page's request, if a navigation would cancel it. */
  let cancellable: readonly Entry[] = [];
  let keepaliveBytes = 0;
  let draining = Promise.resolve();
  let isDrainQueued = false;
  let timer: number | undefined;
  let timerDelayMs = Infinity;
  let isBackingOff = false;
  let isStopped = false;

  function schedule(delayMs: number): void {
    if (isBackingOff || isStopped || delayMs >= timerDelayMs) return;
    deps.clearTimer(timer);
    timerDelayMs = delayMs;
    timer = deps.setTimer(flush, delayMs);
  }

  function cancelTimer(): void {
    deps.clearTimer(timer);
    timerDelayMs = Infinity;
  }

  function scheduleNext(): void {
    const { length } = queue.waiting;
    const isFull = length >= FLUSH_SPANS || queue.waitingBytes() >= FLUSH_BYTES;
    if (length > 0) schedule(isFull ? 0 : FLUSH_AFTER_MS);
  }

  /** Sends nothing by itself until the delay is over. */
  function backOff(delayMs: number): void {
    if (isBackingOff || isStopped) return;
    cancelTimer();
    isBackingOff = true;
    timer = deps.setTimer(() => {
      isBackingOff = false;
      flush();
    }, delayMs);
  }

  async function dispatch(pack: Pack, keepalive: boolean): Promise<void> {
    queue.take(pack.entries);
    if (keepalive) keepaliveBytes += pack.sizeBytes;
    const result = await deps.send(pack.signal, packer.encode(pack), { keepalive });
    if (keepalive) keepaliveBytes -= pack.sizeBytes;
    queue.settle(pack.entries, result);
    if (result.verdict === 'retryable') backOff(result.delayMs);
  }

  async function drain(): Promise<void> {
    isDrainQueued = false;
    // What ends meanwhile goes with the next flush.
    let left = queue.waiting.length;
    while (left > 0 && queue.waiting.length > 0 && !isBackingOff) {
      const pack = packer.pack(queue.waiting, MAX_REQUEST_BYTES, 1);
      left -= pack.entries.length;
      const { sizeBytes } = pack;
      const keepalive = sizeBytes <= VISIBLE_KEEPALIVE_BYTES && keepaliveBytes + sizeBytes <= KEEPALIVE_BYTES;
      if (!keepalive) cancellable = pack.entries;
      await dispatch(pack, keepalive);
      cancellable = [];
    }
    scheduleNext();
  }

  function flush(): Promise<void> {
    if (!isBackingOff) cancelTimer();
    if (!isDrainQueued) {
      isDrainQueued = true;
      draining = draining.then(drain).catch(report);
    }
    return draining;
  }

  return {
    add(json, scope, signal) {
      if (isStopped) return;
      queue.add(json, scope, signal);
      scheduleNext();
    },
    flush,
    flushOnHide() {
      const candidates = [...cancellable, ...queue.waiting].reverse();
      cancellable = [];
      for (const signal of ['traces', 'logs']) {
        const mine = candidates.filter((entry) => entry.signal === signal);
        const pack = packer.pack(mine, KEEPALIVE_BYTES - keepaliveBytes, 0);
        if (pack.entries.length > 0) dispatch(pack, true).then(scheduleNext).catch(report);
      }
      // Hiding is not always the end: a page that lives on sends the rest.
      if (queue.waiting.length > 0) schedule(0);
    },
    stats: queue.stats,
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}

function report(error: unknown): void {
  diag.error('clew: flush failed', error);
}
