// What a page that may be gone next gives the browser to send: the most valuable first, then the newest, in as many
// requests as the browser's budget has room for. Everything happens in microtasks of the exit event.
import type { Body } from '../trace/delivery.js';
import { type Pack, pack } from './pack.js';
import type { Queue } from './queue.js';

/** JSON of spans shrinks to a tenth; the first request shows what it is here. */
const FIRST_RATIO = 5;

/** A guess of the ratio that was this often wrong says that there is no room. */
const MAX_MISSES = 3;

/** How what is handed over leaves. */
export interface HandOverDeps {
  /** Bytes that the browser would still take. */
  room(): number;
  /** The body for a pack, in microtasks. */
  compress(pack: Pack): Promise<Body>;
  /** Starts the request; what it carries has been taken from the queue. */
  dispatch(pack: Pack, body: Body): void;
}

/** Hands over what fits and has not been before; the rest goes on waiting. */
export async function handOver(queue: Queue, deps: HandOverDeps): Promise<void> {
  // Also what is under way in a request that would end with the page.
  let candidates = [...queue.kept()]
    .filter(({ isHandedOver }) => !isHandedOver)
    .reverse()
    .sort((a, b) => b.value - a.value);
  let ratio = FIRST_RATIO;
  for (let misses = 0; misses < MAX_MISSES && candidates.length > 0; ) {
    const room = deps.room();
    const chosen = pack(candidates, room * ratio, 0);
    if (chosen.entries.length === 0) return;
    queue.take(chosen.entries);
    const body = await deps.compress(chosen);
    const { length } = body.bytes;
    ratio = body.isGzip ? (chosen.sizeBytes / length) * 0.9 : 1;
    if (length > room) {
      misses++;
      queue.settle(chosen.entries, { verdict: 'divisible' });
    } else {
      deps.dispatch(chosen, body);
      candidates = candidates.filter((entry) => !entry.isHandedOver && !entry.settled);
    }
  }
}
