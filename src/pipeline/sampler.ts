// Which traces are recorded: one decision for a session, that every service with the same rate takes alike. What is
// not sampled is recorded all the same where the tail may still want it (tail.ts), but says so in its flags.
// @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
import { isSpanContextValid, type TraceState, trace } from '@opentelemetry/api';
import { SAMPLED_FLAG } from '../trace/traceparent.js';
import { RECORD_AND_SAMPLED, RECORD_ONLY, type Sampler } from '../trace/tracer.js';
import { parseTraceState } from '../trace/traceState.js';

/** Randomness is 56 bits, 14 hexadecimal digits: the last ones of a session's id, or of a trace id from elsewhere. */
const DIGITS = 14;
const RANGE = 2 ** 56;

/** How a page samples. */
export interface SamplerDeps {
  /** Share of sessions, from 0 (none) to 1 (all); less than 2^-53 is none. */
  readonly sampleRate: number;
  /** The id of the session that is going on, from which its decision follows. */
  sessionId(): string;
  /** Whether traces that are not sampled are recorded, for the tail. */
  readonly recordsAll: boolean;
}

/** The sampler, and what it decided about the session. */
export interface SessionSampler extends Sampler {
  isSessionSampled(): boolean;
}

/**
 * Creates a consistent probability sampler. A trace begun here is sampled if its session's randomness reaches the
 * threshold; both go along as `ot=th:…;rv:…` in the trace state. A child follows its parent; under a parent from
 * elsewhere, which anybody can write, no more than `sampleRate` of the traces that it sampled are sampled here.
 */
export function createSampler({ sampleRate, sessionId, recordsAll }: SamplerDeps): SessionSampler {
  const rejected = Math.round((1 - sampleRate) * RANGE);
  const threshold = rejected.toString(16).padStart(DIGITS, '0');
  const th = `ot=th:${threshold.replace(/0+$/, '') || '0'}`;
  let randomness = '';
  let traceState: TraceState | undefined = rejected ? undefined : parseTraceState(th);
  // Both are lower case and of one length: they compare as text.
  const isInRate = (id: string): boolean => rejected < RANGE && id.slice(-DIGITS) >= threshold;
  // Where all are sampled nobody need know which session it is.
  const isSessionSampled = (): boolean => rejected === 0 || isInRate(sessionId());

  /** The same for all traces of a session; where all are sampled there is nothing to agree upon. */
  function stateOfSession(): TraceState | undefined {
    const value = rejected ? sessionId().slice(-DIGITS) : '';
    if (value !== randomness) traceState = parseTraceState(`${th};rv:${value}`);
    randomness = value;
    return traceState;
  }

  return {
    shouldSample(context) {
      const parent = trace.getSpanContext(context);
      const unsampled = { decision: recordsAll ? RECORD_ONLY : 0 };
      if (!parent || !isSpanContextValid(parent)) {
        const state = isSessionSampled() && stateOfSession();
        return state ? { decision: RECORD_AND_SAMPLED, traceState: state } : unsampled;
      }
      const follows =
        (parent.traceFlags & SAMPLED_FLAG) > 0 && (!parent.isRemote || isInRate(parent.traceId));
      return follows ? { decision: RECORD_AND_SAMPLED } : unsampled;
    },
    isSessionSampled,
    toString: () => `ClewSampler{${sampleRate}}`,
  };
}
