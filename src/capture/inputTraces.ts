// Which trace an input event belongs to, for those who are told only later how slow it was: Event Timing knows an event
// by its timestamp.
import { type Context, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { guard, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { frameOfEvent } from '../context/eventFrame.js';
import { ROOT_FRAME } from '../context/frame.js';

/** Events that Event Timing gives an interaction's id. */
const INPUTS = ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup'];

/** How many events are remembered: some dozens of clicks, or of words. */
const MAX_EVENTS = 200;

/** Answers for input events that were seen since it started. */
export interface InputTraces {
  /** The context of the interaction whose event has this `timeStamp`, or `undefined` if it is not known any more. */
  find(timeStampMs: number | undefined): Context | undefined;
  stop: Stop;
}

/** Starts to listen, after the source of interactions has. */
export function rememberInputs(): InputTraces {
  const traces: [timeStampMs: number, spanContext: SpanContext][] = [];

  function remember(event: Event): void {
    const spanContext = trace.getSpanContext(frameOfEvent(event, undefined, ROOT_FRAME).context);
    if (event.isTrusted && spanContext && traces.push([event.timeStamp, spanContext]) > MAX_EVENTS)
      traces.shift();
  }

  return {
    find(timeStampMs = Number.NaN) {
      // Both are rounded, not always alike.
      const found = traces.filter(([timeStamp]) => Math.abs(timeStamp - timeStampMs) < 1).at(-1);
      return found && trace.setSpanContext(ROOT_CONTEXT, found[1]);
    },
    stop: stopAll(
      INPUTS.map((type) => listen(window, type, guard('input', remember), { capture: true, passive: true })),
    ),
  };
}
