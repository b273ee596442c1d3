import {
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { describe, expect, it } from 'vitest';
import { baggage } from '../../src/trace/baggage.js';
import { combinePropagators, traceContext } from '../../src/trace/propagator.js';
import { parseTraceState } from '../../src/trace/traceState.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const propagator = combinePropagators([traceContext, baggage]);
const spanContext = { traceId, spanId, traceFlags: 3 };
const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
const withBaggage = propagation.setBaggage(
  context,
  propagation.createBaggage({ tier: { value: 'gold & co' } }),
);

function inject(from = context): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(from, carrier, defaultTextMapSetter);
  return carrier;
}

const extract = (carrier: Record<string, string | string[]>) =>
  propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
const extracted = (carrier: Record<string, string | string[]>) => trace.getSpanContext(extract(carrier));

describe('inject', () => {
  it('writes traceparent, and nothing else that was not given', () => {
    expect(inject()).toEqual({ traceparent: `00-${traceId}-${spanId}-03` });
  });

  it('writes trace state and baggage where they are set', () => {
    const state = trace.setSpanContext(withBaggage, {
      ...spanContext,
      traceState: parseTraceState('ot=th:0'),
    });
    expect(inject(state)).toEqual({
      traceparent: `00-${traceId}-${spanId}-03`,
      tracestate: 'ot=th:0',
      baggage: 'tier=gold%20%26%20co',
    });
  });

  it('leaves baggage to a propagator of its own', () => {
    const carrier = {};
    traceContext.inject(withBaggage, carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ traceparent: `00-${traceId}-${spanId}-03` });
  });

  it('writes no trace headers for an invalid span context', () => {
    const invalid = trace.setSpanContext(withBaggage, INVALID_SPAN_CONTEXT);
    expect(inject(invalid)).toEqual({ baggage: 'tier=gold%20%26%20co' });
    expect(inject(ROOT_CONTEXT)).toEqual({});
  });

  it('writes nothing where tracing is suppressed', () => {
    const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    expect(inject(withBaggage.setValue(key, true))).toEqual({});
    expect(inject(withBaggage.setValue(key, false))).not.toEqual({});
  });

  it('leaves out a trace state that would make the request fail', () => {
    const serialize = () => 'a=1\r\nx-evil: 1';
    const traceState = { ...parseTraceState(), serialize };
    expect(inject(trace.setSpanContext(context, { ...spanContext, traceState }))).toEqual(inject());
  });
});

describe('extract', () => {
  it('brings back what inject wrote, as remote', () => {
    const state = trace.setSpanContext(withBaggage, {
      ...spanContext,
      traceState: parseTraceState('a=1,b=2'),
    });
    const back = extract(inject(state));
    expect(trace.getSpanContext(back)).toMatchObject({ ...spanContext, isRemote: true });
    expect(trace.getSpanContext(back)?.traceState?.serialize()).toBe('a=1,b=2');
    expect(propagation.getBaggage(back)?.getEntry('tier')?.value).toBe('gold & co');
  });

  it('ignores a trace state without, or with an invalid, traceparent', () => {
    expect(extracted({ tracestate: 'a=1' })).toBeUndefined();
    expect(extracted({ traceparent: `00-${traceId}-${spanId}-0x`, tracestate: 'a=1' })).toBeUndefined();
  });

  it('takes a traceparent whose trace state is broken', () => {
    const found = extracted({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'broken' });
    expect(found).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
  });

  it('ignores several traceparents, and joins several trace states', () => {
    const traceparent = `00-${traceId}-${spanId}-01`;
    expect(extracted({ traceparent: [traceparent, traceparent] })).toBeUndefined();
    expect(
      extracted({ traceparent: [traceparent], tracestate: ['a=1', 'b=2'] })?.traceState?.serialize(),
    ).toBe('a=1,b=2');
  });

  it('leaves the context alone where there is nothing', () => {
    expect(extract({})).toBe(ROOT_CONTEXT);
  });
});

it('names its fields', () => {
  expect(propagator.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
});

describe('propagators together', () => {
  const b3 = new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER });
  const fail = (): never => {
    throw new Error('broken');
  };
  const both = combinePropagators([propagator, { inject: fail, extract: fail, fields: fail }, b3]);

  it('write the headers of all, past one that throws', () => {
    const carrier: Record<string, string> = {};
    both.inject(context, carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ traceparent: `00-${traceId}-${spanId}-03`, b3: `${traceId}-${spanId}-1` });
    expect(both.fields()).toEqual([...propagator.fields(), ...b3.fields()]);
  });

  it('read what any of them knows', () => {
    const read = both.extract(ROOT_CONTEXT, { b3: `${traceId}-${spanId}-1` }, defaultTextMapGetter);
    expect(trace.getSpanContext(read)).toMatchObject({ traceId, spanId, isRemote: true });
    const w3c = both.extract(
      ROOT_CONTEXT,
      { traceparent: `00-${traceId}-${spanId}-01` },
      defaultTextMapGetter,
    );
    expect(trace.getSpanContext(w3c)).toMatchObject({ traceId, spanId });
  });
});
