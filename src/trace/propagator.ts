// W3C Trace Context in and out of a carrier, `traceparent` and `tracestate`; and other propagators beside it.
import { isSpanContextValid, type TextMapPropagator, trace } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import { isTracingSuppressed } from './suppression.js';
import { encodeTraceparent, parseTraceparent } from './traceparent.js';
import { parseTraceState } from './traceState.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/**
 * W3C Trace Context. Writes nothing without a valid span context, and no header whose value is empty or could not be
 * sent.
 */
export const traceContext: TextMapPropagator = {
  inject(context, carrier, setter) {
    const spanContext = trace.getSpanContext(context);
    if (!spanContext || !isSpanContextValid(spanContext)) return;
    setter.set(carrier, TRACEPARENT, encodeTraceparent(spanContext));
    // Through our parser once more: the object may be anybody's implementation.
    const state = parseTraceState(spanContext.traceState?.serialize()).serialize();
    if (state) setter.set(carrier, TRACESTATE, state);
  },

  extract(context, carrier, getter) {
    const read = (name: string): string[] => [getter.get(carrier, name) ?? []].flat();
    const [traceparent, ...others] = read(TRACEPARENT);
    const parent = traceparent && others.length === 0 ? parseTraceparent(traceparent) : undefined;
    if (!parent) return context;
    const traceState = parseTraceState(read(TRACESTATE).join());
    return trace.setSpanContext(context, traceState.serialize() ? { ...parent, traceState } : parent);
  },

  fields: () => [TRACEPARENT, TRACESTATE],
};

/**
 * Many propagators as one that never throws, and that writes nothing where tracing is suppressed. What two of them find,
 * the later one has the last word about.
 */
export function combinePropagators(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const each = <T>(call: (propagator: TextMapPropagator) => T): (T | undefined)[] =>
    propagators.map((propagator) => attempt('propagator', () => call(propagator)));
  return {
    inject(context, ...args) {
      if (!isTracingSuppressed(context)) each((propagator) => propagator.inject(context, ...args));
    },
    extract(context, ...args) {
      each((propagator) => {
        context = propagator.extract(context, ...args);
      });
      return context;
    },
    fields: () => each((propagator) => propagator.fields()).flatMap((names) => names ?? []),
  };
}
