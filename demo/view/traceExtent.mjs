// From the first start to the last end of a trace: the scale everything in the waterfall is drawn to.
import { elapsedMs } from './formatTime.mjs';

/**
 * The extent of a trace. Taken over all spans and not from the root: children outlive it, and skewed clocks put some before it.
 * @param {any[]} spans at least one, in order of start
 * @returns {{ startTimeUnixNano: string, durationMs: number }}
 */
export function traceExtent(spans) {
  const { startTimeUnixNano } = spans[0];
  let durationMs = 0;
  for (const span of spans) {
    durationMs = Math.max(durationMs, elapsedMs(startTimeUnixNano, span.startTimeUnixNano) + span.durationMs);
  }
  return { startTimeUnixNano, durationMs };
}
