// The tail: what was recorded of traces that are not sampled waits in a small ring. Where an error happens, or a root
// takes too long, its whole trace is sent after all, marked with why. See docs/sampling.md for what backends see of it.

/** Why a trace that was not sampled is sent: `clew.sampling.tail`. */
export type TailReason = 'error' | 'slow';

/** A span or an event that waits. */
export interface TailItem {
  readonly traceId: string;
  /** Sends it; the reason is to be put on it. */
  send(reason: TailReason): void;
}

/** Spans and events of traces that are not sampled. */
export interface Tail {
  /** Keeps an item, or sends it, where its trace was chosen before. The oldest of 300 makes room. */
  add(item: TailItem): void;
  /** Sends what there is of a trace and what will come. */
  choose(traceId: string, reason: TailReason): void;
}

const MAX_ITEMS = 300;

/** A trace goes on for a minute at most; more than this many at a time are not told apart from noise. */
const MAX_CHOSEN = 50;

/** Creates an empty tail. */
export function createTail(): Tail {
  let waiting: TailItem[] = [];
  const chosen = new Map<string, TailReason>();

  return {
    add(item) {
      const reason = chosen.get(item.traceId);
      if (reason) {
        item.send(reason);
        return;
      }
      waiting.push(item);
      if (waiting.length > MAX_ITEMS) waiting.shift();
    },
    choose(traceId, reason) {
      if (chosen.has(traceId)) return;
      chosen.set(traceId, reason);
      if (chosen.size > MAX_CHOSEN) chosen.delete(chosen.keys().next().value as string);
      const mine = waiting.filter((item) => item.traceId === traceId);
      waiting = waiting.filter((item) => item.traceId !== traceId);
      for (const item of mine) item.send(reason);
    },
  };
}
