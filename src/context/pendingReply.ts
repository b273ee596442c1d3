// Requests that are no fetch: what asks IndexedDB or opens a socket is waiting for the answer, so the answer
// counts as pending work of the code that listens for it.
import { attempt } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { hold } from './callbacks.js';
import type { Frame } from './frame.js';

/** Interfaces that answer once, the `readyState`s in which the answer is outstanding, and the events of the answer. */
const REPLIES: readonly (readonly [name: string, pending: readonly unknown[], events: readonly string[]])[] =
  [
    ['IDBRequest', ['pending'], ['success', 'error']],
    ['IDBTransaction', [undefined], ['complete', 'error', 'abort']],
    ['FileReader', [0, 1], ['loadend']],
    ['WebSocket', [0], ['open', 'error']],
    ['EventSource', [0], ['open', 'error']],
    // It has no state: whoever listens to a worker that has not spoken yet has asked it for something.
    ['Worker', [undefined], ['message', 'error']],
  ];

const page = globalThis as unknown as Record<string, (new () => EventTarget) | undefined>;
const counted = new WeakSet<EventTarget>();

/** Counts `target` as pending work of `frame` until it answers, if it is of a kind that does. */
export function holdUntilReply(target: unknown, frame: Frame): void {
  if (frame.work && !frame.work.ended) attempt('reply', () => holdIfPending(target, frame));
}

/** Throws where the page put something in an interface's place that is none. */
function holdIfPending(target: unknown, frame: Frame): void {
  if (!(target instanceof EventTarget) || counted.has(target)) return;
  for (const [name, pending, events] of REPLIES) {
    const Interface = page[name];
    if (!Interface || !(target instanceof Interface)) continue;
    if (!pending.includes((target as { readyState?: unknown }).readyState)) continue;
    counted.add(target);
    const release = hold(frame) as () => void;
    for (const event of events) listen(target, event, release, { once: true });
  }
}
