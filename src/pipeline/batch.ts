// When finished spans are sent: together, one request at a time while the page is visible, and at once, as far as
// the browser's budget goes, when it hides. How they are written and sent comes in as functions.
import { diag } from '@opentelemetry/api';
import type { InstrumentationScope } from '../trace/span.js';
import { byteLength, createQueue, type Entry, type QueueStats, type SendResult } from './queue.js';

/** A batch goes out this long after its first span, or earlier with this many spans or bytes. */
const FLUSH_AFTER_MS = 5_000;
const FLUSH_SPANS = 100;
const FLUSH_BYTES = 128 * 1024;

/** Most in one request, unless a single span is larger. */
const MAX_REQUEST_SPANS = 250;
const MAX_REQUEST_BYTES = 256 * 1024;

/**
 * Browsers let 64 KiB of `keepalive` bodies be under way per page, everybody's together; a margin is for others.
 * @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const KEEPALIVE_BYTES = 60 * 1024;

/** Requests up to this size survive a navigation even while visible; the rest stays free for the page's end. */
const VISIBLE_KEEPALIVE_BYTES = 24 * 1024;

/** Spans of one tracer, each as a JSON text. */
export interface SpanGroup {
  readonly scope: InstrumentationScope;
  readonly spans: readonly string[];
}

/** What a batch needs from the rest of Clew. */
export interface BatchDeps {
  /** The request body for some spans. */
  encode(groups: readonly SpanGroup[]): string;
  /** Sends one body and never rejects; the request is under way when the call returns. */
  send(body: string, options: { readonly keepalive: boolean }): Promise<SendResult>;
  /** `setTimeout` and `clearTimeout`, in milliseconds. */
  setTimer(callback: () => void, delayMs: number): number;
  clearTimer(id: number | undefined): void;
}

/** Finished spans on their way out. */
export interface Batch {
  /** Takes one span, as a JSON text. At most 1,000 spans and 1 MiB are kept; then the oldest are dropped. */
  add(json: string, scope: InstrumentationScope): void;
  /** Sends what waits, unless a failure is being waited out; resolves when the collector answered or was given up. */
  flush(): Promise<void>;
  /** Hands over what fits from a page that may be gone next, newest first. What the page repeats is not sent twice. */
  flushOnHide(): void;
  /** Where the spans are. */
  stats(): QueueStats;
  /** Takes no more spans and starts nothing more by itself. */
  stop(): void;
}

/** Creates a batch. */
export function createBatch(deps: BatchDeps): Batch {
  const queue = createQueue();
  const emptyBytes = byteLength(deps.encode([]));
  /** Entries of the visible page's request, if a navigation would cancel it. */
  let cancellable: readonly Entry[] = [];
  let keepaliveBytes = 0;
  let draining = Promise.resolve();
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
    if (length > 0)
      schedule(length >= FLUSH_SPANS || queue.waitingBytes() >= FLUSH_BYTES ? 0 : FLUSH_AFTER_MS);
  }

  /** Sends nothing by itself until the delay is over. */
  function backOff(delayMs: number): void {
    if (isBackingOff || isStopped) return;
    cancelTimer();
    isBackingOff = true;
    timer = deps.setTimer(() => {
      isBackingOff = false;
      void flush();
    }, delayMs);
  }

  /** The longest run from the start of `entries` that fits; at least `atLeast` entries. */
  function fitting(
    entries: readonly Entry[],
    maxBytes: number,
    atLeast: number,
  ): { fit: Entry[]; sizeBytes: number } {
    const fit: Entry[] = [];
    const scopes = new Set<InstrumentationScope>();
    let sizeBytes = emptyBytes;
    for (const entry of entries.slice(0, MAX_REQUEST_SPANS)) {
      const scopeBytes = scopes.has(entry.scope)
        ? 0
        : byteLength(deps.encode([{ scope: entry.scope, spans: [] }])) - emptyBytes + 1;
      const nextBytes = sizeBytes + scopeBytes + entry.sizeBytes + 1;
      if (nextBytes > maxBytes && fit.length >= atLeast) continue;
      scopes.add(entry.scope);
      fit.push(entry);
      sizeBytes = nextBytes;
    }
    return { fit, sizeBytes };
  }

  async function dispatch(entries: readonly Entry[], sizeBytes: number, keepalive: boolean): Promise<void> {
    queue.take(entries);
    if (keepalive) keepaliveBytes += sizeBytes;
    const result = await deps.send(deps.encode(group(entries)), { keepalive });
    if (keepalive) keepaliveBytes -= sizeBytes;
    queue.settle(entries, result);
    if (result.verdict === 'retryable') backOff(result.delayMs);
  }

  async function drain(): Promise<void> {
    // What ends meanwhile goes with the next flush.
    for (let left = queue.waiting.length; left > 0 && queue.waiting.length > 0 && !isBackingOff; ) {
      const { fit, sizeBytes } = fitting(queue.waiting, MAX_REQUEST_BYTES, 1);
      left -= fit.length;
      const keepalive = sizeBytes <= VISIBLE_KEEPALIVE_BYTES && keepaliveBytes + sizeBytes <= KEEPALIVE_BYTES;
      if (!keepalive) cancellable = fit;
      await dispatch(fit, sizeBytes, keepalive);
      cancellable = [];
    }
    scheduleNext();
  }

  function flush(): Promise<void> {
    if (!isBackingOff) cancelTimer();
    draining = draining.then(drain).catch(report);
    return draining;
  }

  return {
    add(json, scope) {
      if (isStopped) return;
      queue.add(json, scope);
      scheduleNext();
    },
    flush,
    flushOnHide() {
      const candidates = [...cancellable, ...queue.waiting].reverse();
      cancellable = [];
      const { fit, sizeBytes } = fitting(candidates, KEEPALIVE_BYTES - keepaliveBytes, 0);
      if (fit.length > 0) dispatch(fit, sizeBytes, true).then(scheduleNext).catch(report);
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

function group(entries: readonly Entry[]): SpanGroup[] {
  const groups = new Map<InstrumentationScope, string[]>();
  for (const { scope, json } of entries) {
    const spans = groups.get(scope) ?? [];
    groups.set(scope, spans);
    spans.push(json);
  }
  return Array.from(groups, ([scope, spans]) => ({ scope, spans }));
}
