// The clock of every span: readings are `performance.now()` milliseconds, which never run backwards; what leaves
// the page is Unix time. The two are tied anew when the wall clock jumps or the machine slept.
import type { HrTime, TimeInput } from '@opentelemetry/api';

/** Tells time, and translates between the `performance.now()` timeline and Unix time. */
export interface Clock {
  /** Milliseconds on the `performance.now()` timeline. */
  now(): number;
  /**
   * Unix time as `[seconds, nanoseconds]` of a reading.
   * @param anchorMs the reading whose tie to Unix time is used, by default `performanceMs` itself. A span passes
   * its start for everything in it, so that a clock jump on the way changes no duration.
   */
  toHrTime(performanceMs: number, anchorMs?: number): HrTime;
  /**
   * Any `TimeInput` of the API as a reading: `[seconds, nanoseconds]`, Date, Unix milliseconds, or milliseconds
   * on the `performance.now()` timeline (a page is not open for decades). No or no valid input means now.
   */
  fromTimeInput(input: TimeInput | undefined): number;
}

/** Where the time comes from; a test passes its own. All in milliseconds. */
export interface TimeSource {
  /** Unix time at which `now()` was 0. */
  readonly timeOrigin: number;
  now(): number;
  /** Unix time as the system has it now. */
  dateNow(): number;
}

/** A stretch of the timeline with one tie: Unix time is `wholeMs + fractionMs + reading`, from `fromMs` on. */
interface Segment {
  readonly fromMs: number;
  readonly wholeMs: number;
  readonly fractionMs: number;
}

/** Less than this is drift, which both clocks have; more is a sleep or somebody who set the clock. */
const JUMP_MS = 1_000;

/** Farther away, about 300 years, is no time: OTLP's 64 bits of nanoseconds end in the year 2554. */
const FARTHEST_MS = 1e13;

/** How long one look at the wall clock is good for: `now()` is called at every resumed await. */
const LOOK_AGAIN_MS = 100;

const pageSource = (): TimeSource => ({
  timeOrigin: performance.timeOrigin,
  now: performance.now.bind(performance),
  dateNow: Date.now,
});

/** Milliseconds without what subtracting doubles puts behind them: 6.4 for 6.4000000059604645. Clocks tell 5 µs at best. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1e3) / 1e3;
}

/** Whether it has the form of a time. */
export function isTimeInput(input: unknown): boolean {
  try {
    return typeof input === 'number' || input instanceof Date || Array.isArray(input);
  } catch {
    // A revoked Proxy.
    return false;
  }
}

/** Creates the clock. */
export function createClock(source: TimeSource = pageSource()): Clock {
  const segments: Segment[] = [segment(-Infinity, source.timeOrigin)];

  let lookedAt = -Infinity;

  function now(): number {
    const reading = source.now();
    if (reading - lookedAt < LOOK_AGAIN_MS) return reading;
    lookedAt = reading;
    const unixMs = source.dateNow();
    const { wholeMs, fractionMs } = segments[0] as Segment;
    if (Math.abs(unixMs - reading - wholeMs - fractionMs) > JUMP_MS) {
      segments.unshift(segment(reading, unixMs - reading));
    }
    return reading;
  }

  function toHrTime(performanceMs: number, anchorMs = performanceMs): HrTime {
    const { wholeMs, fractionMs } = segments.find(({ fromMs }) => fromMs <= anchorMs) as Segment;
    const readingMs = Math.floor(performanceMs);
    const nanos = Math.round((performanceMs - readingMs + fractionMs) * 1e6);
    const ms = wholeMs + readingMs + Math.floor(nanos / 1e6);
    const seconds = Math.floor(ms / 1_000);
    return [seconds, (ms - seconds * 1_000) * 1e6 + (nanos % 1e6)];
  }

  function toReading(unixMs: number, nanos: number): number {
    for (const { fromMs, wholeMs, fractionMs } of segments) {
      // Whole milliseconds first: the difference of two large integers is exact.
      const reading = unixMs - wholeMs + (nanos / 1e6 - fractionMs);
      if (reading >= fromMs) return reading;
    }
    return now();
  }

  function fromTimeInput(input: TimeInput | undefined): number {
    try {
      const reading = readTimeInput(input);
      if (Math.abs(reading) < FARTHEST_MS) return reading;
    } catch {
      // A revoked Proxy, or a list of what is no number: no valid input.
    }
    return now();
  }

  function readTimeInput(input: TimeInput | undefined): number {
    if (Array.isArray(input)) return toReading(input[0] * 1_000, input[1]);
    const ms = input instanceof Date ? Number(input) : input;
    if (typeof ms !== 'number' || !Number.isFinite(ms)) return now();
    return ms < source.timeOrigin / 2 && !(input instanceof Date) ? ms : toReading(ms, 0);
  }

  // A jump before Clew was loaded: the clock as it is now counts for all that was before.
  now();
  segments.length = 1;
  segments[0] = { ...(segments[0] as Segment), fromMs: -Infinity };
  return { now, toHrTime, fromTimeInput };
}

function segment(fromMs: number, offsetMs: number): Segment {
  const wholeMs = Math.floor(offsetMs);
  return { fromMs, wholeMs, fractionMs: offsetMs - wholeMs };
}

/** Unix nanoseconds as the decimal string that OTLP JSON has for 64-bit integers; before 1970 it is `'0'`. */
export function encodeUnixNano([seconds, nanos]: HrTime): string {
  return seconds > 0 ? `${seconds}${String(nanos).padStart(9, '0')}` : seconds < 0 ? '0' : String(nanos);
}
