import {
  type Context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  type Link,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { WORK } from '../../src/context/frame.js';
import { createContextManager } from '../../src/context/manager.js';
import { createWork, type Work } from '../../src/context/work.js';

const KEY = createContextKey('test');
const ORIGIN = createContextKey('origin');
const create = () => createContextManager(ORIGIN, () => () => {});
const withKey = (value: number): Context => ROOT_CONTEXT.setValue(KEY, value);

function endedWork(): Work {
  const work = createWork(performance.now.bind(performance), () => {});
  work.close('quiet');
  return work;
}

function spanContext(isRecording: boolean): { context: Context; span: Span } {
  const span = trace.wrapSpanContext({
    ...INVALID_SPAN_CONTEXT,
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
  });
  span.isRecording = () => isRecording;
  return { span, context: trace.setSpan(ROOT_CONTEXT, span) };
}

it('runs a function in a context, with its this and arguments, and goes back, also after a throw', () => {
  const manager = create();
  const self = {};
  const result = manager.with(
    withKey(1),
    function (this: unknown, a: number, b: number) {
      expect(this).toBe(self);
      expect(manager.active().getValue(KEY)).toBe(1);
      expect(() =>
        manager.with(withKey(2), () => {
          throw new Error('expected');
        }),
      ).toThrow('expected');
      expect(manager.active().getValue(KEY)).toBe(1);
      return a + b;
    },
    self,
    1,
    2,
  );
  expect(result).toBe(3);
  expect(manager.active()).toBe(ROOT_CONTEXT);
});

it('binds a function, keeping its length, and passes anything else through', () => {
  const manager = create();
  const bound = manager.bind(withKey(3), (_a: number, _b: number) => manager.active().getValue(KEY));
  expect(bound(1, 2)).toBe(3);
  expect(bound).toHaveLength(2);
  const object = {};
  expect(manager.bind(withKey(3), object)).toBe(object);
});

it('detaches a function that is bound to the root from the trace it is called in', () => {
  const manager = create();
  const bound = manager.bind(ROOT_CONTEXT, () => manager.active());
  expect(manager.with(withKey(6), bound)).toBe(ROOT_CONTEXT);
});

it('answers the ambient context to code that nothing caused, until it is taken back', () => {
  const manager = create();
  manager.setAmbient(withKey(4));
  expect(manager.active().getValue(KEY)).toBe(4);
  manager.with(withKey(5), () => expect(manager.active().getValue(KEY)).toBe(5));
  manager.setAmbient(ROOT_CONTEXT);
  expect(manager.active()).toBe(ROOT_CONTEXT);
});

it('turns a context whose interaction is over into a link to it', () => {
  const manager = create();
  const { context, span } = spanContext(false);
  manager.with(context.setValue(WORK, endedWork()), () => {
    expect(trace.getSpan(manager.active())).toBeUndefined();
    expect((manager.active().getValue(ORIGIN) as Link).context).toEqual(span.spanContext());
  });
});

it('keeps a manual span that is still open as the parent, though the interaction is over', () => {
  const manager = create();
  const { context, span } = spanContext(true);
  manager.with(context.setValue(WORK, endedWork()), () => expect(trace.getSpan(manager.active())).toBe(span));
});

it('starts its feeders once and stops them with disable', () => {
  const calls: string[] = [];
  const manager = createContextManager(ORIGIN, () => {
    calls.push('start');
    return () => calls.push('stop');
  });
  manager.enable();
  manager.enable();
  manager.disable();
  manager.disable();
  expect(calls).toEqual(['start', 'stop']);
});
