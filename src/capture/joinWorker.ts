// The page's half of a trace that goes on in a dedicated worker; the worker's half is src/worker.ts. What the page
// posts is not touched: where there is a context, a message of Clew's goes ahead of it on the same channel, so that the
// order is kept, and the worker's half takes it out. docs/decisions/0030 says why.
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { WORK } from '../context/frame.js';
import type { Work } from '../context/work.js';
import { GIVEN_IDS } from '../trace/tracer.js';
import { CONTEXT_MESSAGE, SPAN_MESSAGE, type WorkerSpan } from './workerMessages.js';

const joined = new WeakSet<object>();

/** Tells the worker which context its next message is sent in; returns whether there is one. */
function announce(worker: Worker, post: (message: unknown) => void): boolean {
  const active = context.active();
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  if (!joined.has(worker) || !carrier.traceparent) return false;
  post({ [CONTEXT_MESSAGE]: carrier });
  const work = active.getValue(WORK) as Work | undefined;
  if (work) work.used = true;
  return true;
}

function patchPostMessage(): Stop | undefined {
  return patchCalls<Worker>(globalThis.Worker?.prototype, 'postMessage', (self, args, native) => {
    const post = (message: unknown) => Reflect.apply(native, self, [message] as never[]);
    const isAnnounced = attempt('worker context', () => announce(self, post));
    let isSent = false;
    try {
      const result = Reflect.apply(native, self, args as never[]);
      isSent = true;
      return result;
    } finally {
      // Refused, as what cannot be cloned is: the next message is not this one's.
      if (isAnnounced && !isSent) attempt('worker context', () => post({ [CONTEXT_MESSAGE]: {} }));
    }
  });
}

/** Makes a span of the page's out of what a worker says about its own. */
function adopt({ spanId, parent, name, kind, startTime, endTime, attributes, status }: WorkerSpan): void {
  if (!/^[\da-f]{16}$/.test(spanId)) return;
  const found = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, parent));
  if (!found) return;
  const within = trace
    .setSpanContext(ROOT_CONTEXT, { ...found, isRemote: false })
    .setValue(GIVEN_IDS, { spanId });
  const span = trace.getTracer('clew').startSpan(name, { kind, startTime, attributes }, within);
  span.setStatus(status).end(endTime);
}

let stopPatch: Stop | undefined;
let count = 0;

/**
 * Lets the traces of this page go on in `worker`. Call it right after `new Worker(…)`, before the page listens to it,
 * and only if the worker's first import is `clew/worker`: without that, the worker's own code would see messages of Clew's.
 * @returns takes this worker out again.
 * @example
 * const worker = new Worker(new URL('./search.js', import.meta.url), { type: 'module' });
 * joinWorker(worker);
 */
export function joinWorker(worker: Worker): Stop {
  joined.add(worker);
  if (count++ === 0) stopPatch = patchPostMessage();
  const receive = (event: MessageEvent): void => {
    const span = (event.data as { [SPAN_MESSAGE]?: WorkerSpan } | null | undefined)?.[SPAN_MESSAGE];
    if (!span) return;
    event.stopImmediatePropagation();
    adopt(span);
  };
  return stopAll([
    () => {
      if (--count === 0) stopPatch?.();
    },
    () => joined.delete(worker),
    listen<MessageEvent>(worker, 'message', receive),
  ]);
}
