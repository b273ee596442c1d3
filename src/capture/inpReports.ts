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
      // The entry is one event of several, such as pointerdown and click, that were handled in one frame.
      const frame = [
        ...entries,
        ...events.filter((event) =>
          entries.some((entry) => Math.abs(presentedAt(event) - presentedAt(entry)) <= FRAME_GRAIN_MS),
        ),
      ];
      inp = {
        // The difference to what was told, not to what web-vitals reported last.
        metric: { ...metric, delta: metric.delta + (inp?.metric.delta ?? 0) },
        processingStart: Math.min(...frame.map(({ processingStart }) => processingStart)),
        processingEnd: Math.max(...frame.map(({ processingEnd }) => processingEnd)),
      };
    },
    { reportAllChanges: true, reportSoftNavs: true },
  );
  return tell;
}
