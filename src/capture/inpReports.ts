// INP from web-vitals, told once when the page hides or the next view begins, with how its input was handled.
import { type INPMetric, onINP } from 'web-vitals';
import { observe } from '../browser/observe.js';

/** An INP and the handling of its input, in milliseconds on the `performance.now()` timeline. */
export interface InpReport {
  readonly metric: INPMetric;
  readonly processingStart: number;
  readonly processingEnd: number;
}

/** Events of this duration may make an INP; web-vitals' own default. */
const THRESHOLD_MS = 40;

/** What is presented in one frame has durations that end this close to each other: they are rounded to 8 ms. */
const FRAME_GRAIN_MS = 8;

/** As many recent events as may be of one frame with an INP not yet told. */
const MAX_EVENTS = 50;

/** TypeScript does not know it. */
const idOf = (entry: PerformanceEntry): unknown => (entry as { interactionId?: number }).interactionId;

const presentedAt = ({ startTime, duration }: PerformanceEntry): number => startTime + duration;

/**
 * Starts measuring.
 * @returns reports what is new. To be called when the page hides: web-vitals 6.2.3 reports then, but looks only afterwards
 * at what it kept for an idle moment, so it would lose the interaction that led away from the page.
 */
export function measureInp(report: (inp: InpReport) => void): () => void {
  let events: PerformanceEventTiming[] = [];
  let inp: InpReport | undefined;

  function keep(entries: PerformanceEntryList): void {
    events = [...events, ...(entries as PerformanceEventTiming[])].slice(-MAX_EVENTS);
  }

  function tell(): void {
    if (inp) report(inp);
    inp = undefined;
  }

  const observer = observe('event', keep, true, { durationThreshold: THRESHOLD_MS });
  onINP(
    (metric) => {
      if (metric.id !== inp?.metric.id) tell();
      keep(observer?.takeRecords() ?? []);
      const { entries } = metric;
      const [entry] = entries;
      // One event of several that may have been handled in one frame: pointerdown and click with their mouse events, a key
      // and its text. Not of what was done later: where nothing is painted, that is presented by the same frame too.
      const stamps = events
        .filter((event) => entry && idOf(event) === idOf(entry))
        .map(({ startTime }) => startTime);
      const frame = events.filter(
        (event) =>
          entry &&
          stamps.includes(event.startTime) &&
          Math.abs(presentedAt(event) - presentedAt(entry)) <= FRAME_GRAIN_MS,
      );
      const handled = [...entries, ...frame];
      inp = {
        // The difference to what was told, not to what web-vitals reported last.
        metric: { ...metric, delta: metric.delta + (inp?.metric.delta ?? 0) },
        processingStart: Math.min(...handled.map(({ processingStart }) => processingStart)),
        processingEnd: Math.max(...handled.map(({ processingEnd }) => processingEnd)),
      };
    },
    { reportAllChanges: true, reportSoftNavs: true },
  );
  return tell;
}
