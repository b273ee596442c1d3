// Which traces are recorded: a decision that every service with the same rate takes alike, from the trace id alone.
// @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { SAMPLED_FLAG } from '../trace/traceparent.js';
import { RECORD_AND_SAMPLED, type Sampler } from '../trace/tracer.js';
import { parseTraceState } from '../trace/traceState.js';

/** Randomness is the last 56 bits of the trace id, 14 hexadecimal digits. */
const DIGITS = 14;
const RANGE = 2 ** 56;

/**
 * Creates a consistent probability sampler. A trace begun here is recorded if its randomness reaches the threshold,
 * which then goes along as `ot=th:…` in the trace state. A child follows its parent; under a parent from elsewhere,
 * which anybody can write, no more than `sampleRate` of the traces that it recorded are recorded here.
 * @param sampleRate share of traces, from 0 (none) to 1 (all); less than 2^-53 is none.
 */
export function createSampler(sampleRate: number): Sampler {
  const rejected = Math.round((1 - sampleRate) * RANGE);
  const threshold = rejected.toString(16).padStart(DIGITS, '0');
  const traceState = parseTraceState(`ot=th:${threshold.replace(/0+$/, '') || '0'}`);
  // Both are lower case and of one length: they compare as text.
  const isInRate = (traceId: string): boolean => rejected < RANGE && traceId.slice(-DIGITS) >= threshold;

  return {
    shouldSample(context, traceId) {
      const parent = trace.getSpanContext(context);
      if (!parent || !isSpanContextValid(parent)) {
        return isInRate(traceId) ? { decision: RECORD_AND_SAMPLED, traceState } : { decision: 0 };
      }
      const follows = (parent.traceFlags & SAMPLED_FLAG) > 0 && (!parent.isRemote || isInRate(traceId));
      return { decision: follows ? RECORD_AND_SAMPLED : 0 };
    },
    toString: () => `ClewSampler{${sampleRate}}`,
  };
}
