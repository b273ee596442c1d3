// Which trace an input event belongs to, for those who are told only later how slow it was: Event Timing knows an event
// by its timestamp.
import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';
import { addCommentator } from './openInteractions.js';

/** How many interactions are remembered. */
const MAX_INTERACTIONS = 50;

/** Two roundings of one timestamp are nearer to each other than this, in milliseconds. */
const GRAIN_MS = 1;

/** Answers for input events that were seen since it started. */
export interface InputTraces {
  /** The context of the interaction whose event has this `timeStamp`, or `undefined` if it is not known any more. */
  find(timeStampMs: number | undefined): Context | undefined;
  stop: Stop;
}

/** Starts to remember; without the source of interactions there are none. */
export function rememberInputs(): InputTraces {
  // Contexts of their own: an interaction's holds on to its work, and an interaction to elements.
  const traces: (readonly [stamps: readonly number[], context: Context])[] = [];
  return {
    find: (timeStampMs = Number.NaN) =>
      traces
        .filter(([stamps]) => stamps.some((stamp) => Math.abs(stamp - timeStampMs) < GRAIN_MS))
        .at(-1)?.[1],
    stop: addCommentator({
      heard({ stamps, span }) {
        // The same again, or a press that has become a click and left it its events.
        if (traces.at(-1)?.[0] === stamps) traces.pop();
        const context = trace.setSpanContext(ROOT_CONTEXT, span.spanContext());
        if (traces.push([stamps, context]) > MAX_INTERACTIONS) traces.shift();
      },
    }),
  };
}
