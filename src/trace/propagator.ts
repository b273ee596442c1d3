// W3C headers in and out of a carrier: `traceparent`, `tracestate`, `baggage`.
import { isSpanContextValid, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import { encodeBaggage, parseBaggage } from './baggage.js';
import { isTracingSuppressed } from './suppression.js';
import { encodeTraceparent, parseTraceparent } from './traceparent.js';
import { parseTraceState } from './traceState.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const BAGGAGE = 'baggage';

/**
 * Creates the propagator. It writes nothing where tracing is suppressed, no trace headers without a valid span
 * context, and no header whose value is empty or could not be sent.
 */
export function createPropagator(): TextMapPropagator {
  return {
    inject(context, carrier, setter) {
      if (isTracingSuppressed(context)) return;
      const spanContext = trace.getSpanContext(context);
      if (spanContext && isSpanContextValid(spanContext)) {
        setter.set(carrier, TRACEPARENT, encodeTraceparent(spanContext));
        // Through our parser once more: the object may be anybody's implementation.
        const state = parseTraceState(spanContext.traceState?.serialize()).serialize();
        if (state) setter.set(carrier, TRACESTATE, state);
      }
      const baggage = propagation.getBaggage(context);
      const text = baggage && encodeBaggage(baggage);
      if (text) setter.set(carrier, BAGGAGE, text);
    },

    extract(context, carrier, getter) {
      const read = (name: string): string[] => [getter.get(carrier, name) ?? []].flat();
      const [traceparent, ...others] = read(TRACEPARENT);
      const parent = traceparent && others.length === 0 ? parseTraceparent(traceparent) : undefined;
      if (parent) {
        const traceState = parseTraceState(read(TRACESTATE).join());
        context = trace.setSpanContext(context, traceState.serialize() ? { ...parent, traceState } : parent);
      }
      const baggage = parseBaggage(read(BAGGAGE).join());
      return baggage ? propagation.setBaggage(context, baggage) : context;
    },

    fields: () => [TRACEPARENT, TRACESTATE, BAGGAGE],
  };
}

/**
 * Many propagators as one that never throws: `CompositePropagator` of `@opentelemetry/core`. What two of them find, the
 * later one has the last word about.
 */
export function combinePropagators(propagators: readonly TextMapPropagator[]): TextMapPropagator {
  const each = <T>(call: (propagator: TextMapPropagator) => T): (T | undefined)[] =>
    propagators.map((propagator) => attempt('propagator', () => call(propagator)));
  return {
    inject: (...args) => void each((propagator) => propagator.inject(...args)),
    extract(context, ...args) {
      each((propagator) => {
        context = propagator.extract(context, ...args);
      });
      return context;
    },
    fields: () => each((propagator) => propagator.fields()).flatMap((names) => names ?? []),
  };
}
