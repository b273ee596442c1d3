// Event Timing, joined to the interactions it is about: how long the input waited, was handled, and took to be seen.
// @see https://www.w3.org/TR/event-timing/
import type { Stop } from '../browser/guard.js';
import { observe } from '../browser/observe.js';
import { roundMs } from '../trace/time.js';
import { addCommentator, type Interaction, openInteractions } from './openInteractions.js';
import type { Source } from './source.js';

/** The shortest that engines report; what took less was shown with the next frame. */
const THRESHOLD_MS = 16;

/** One event's timestamp may be rounded in two ways. */
const GRAIN_MS = 1;

const PREFIX = 'clew.interaction.';

/** Durations are rounded to it. */
const ROUNDING_MS = 8;

/** The slowest of an interaction's events, together with those that the same frame showed. */
interface Latency {
  id: number | undefined;
  startTime: number;
  duration: number;
  processingStart: number;
  processingEnd: number;
}

function start(): Stop | undefined {
  const latencies = new WeakMap<Interaction, Latency>();
  let slowestMs = 0;

  function join(entries: PerformanceEntryList): void {
    for (const entry of entries as (PerformanceEventTiming & { interactionId?: number })[]) {
      for (const interaction of openInteractions) {
        if (interaction.stamps.some((stamp) => Math.abs(stamp - entry.startTime) < GRAIN_MS))
          add(interaction, entry);
      }
    }
  }

  function add(interaction: Interaction, entry: PerformanceEventTiming & { interactionId?: number }): void {
    const { interactionId: id, startTime, duration, processingStart, processingEnd } = entry;
    const known = latencies.get(interaction);
    if (known && Math.abs(endOf(known) - endOf(entry)) <= ROUNDING_MS) {
      // Shown by the same frame: one wait, from the first input to the last listener.
      known.id ||= id;
      known.duration = Math.max(endOf(known), endOf(entry)) - Math.min(known.startTime, startTime);
      known.startTime = Math.min(known.startTime, startTime);
      known.processingStart = Math.min(known.processingStart, processingStart);
      known.processingEnd = Math.max(known.processingEnd, processingEnd);
    } else if (!known || duration > known.duration) {
      latencies.set(interaction, { id, startTime, duration, processingStart, processingEnd });
    }
  }

  const observer = observe('event', join, false, { durationThreshold: THRESHOLD_MS });
  if (!observer) return undefined;
  const leave = addCommentator({
    ending(interaction) {
      join(observer.takeRecords());
      const latency = latencies.get(interaction);
      if (!latency) return;
      const { id, startTime, duration, processingStart, processingEnd } = latency;
      interaction.presentedAt = startTime + duration;
      interaction.span.setAttributes({
        [`${PREFIX}id`]: id || undefined,
        [`${PREFIX}latency`]: roundMs(duration),
        [`${PREFIX}input_delay`]: roundMs(processingStart - startTime),
        [`${PREFIX}processing`]: roundMs(processingEnd - processingStart),
        [`${PREFIX}presentation_delay`]: roundMs(Math.max(0, startTime + duration - processingEnd)),
        [`${PREFIX}inp_candidate`]: duration > slowestMs || undefined,
      });
      slowestMs = Math.max(slowestMs, duration);
    },
  });
  return () => {
    leave();
    observer.disconnect();
  };
}

const endOf = ({ startTime, duration }: { startTime: number; duration: number }): number =>
  startTime + duration;

/** Input delay, processing and presentation delay of interactions. */
export const eventTimings: Source = { name: 'eventTimings', start };
