import { diag, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createResource } from '../../src/trace/resource.js';
import { ClewSpan, type SpanStart } from '../../src/trace/span.js';
import { createClock } from '../../src/trace/time.js';

const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
const machine = {
  timeOrigin: 1_764_000_000_000,
  performanceMs: 1_000,
  now: () => machine.performanceMs,
  dateNow: () => 0,
};
machine.dateNow = () => machine.timeOrigin + machine.performanceMs;

function start(options: Partial<SpanStart> = {}): ClewSpan {
  machine.performanceMs = 1_000;
  return new ClewSpan({
    name: 'span',
    kind: undefined,
    spanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 3 },
    parentSpanContext: undefined,
    startTime: undefined,
    resource: createResource({}),
    scope: { name: 'test' },
    clock: createClock(machine),
    onEnding: () => {},
    onEnd: () => {},
    ...options,
  });
}

afterEach(() => diag.disable());

describe('times', () => {
  it('starts and ends now, or when it is told', () => {
    const span = start();
    machine.performanceMs = 1_250.5;
    span.end();
    expect(span.startTime).toEqual([1_764_000_001, 0]);
    expect(span.endTime).toEqual([1_764_000_001, 250_500_000]);
    expect(span.duration).toEqual([0, 250_500_000]);
    const told = start({ startTime: 0 });
    told.end(new Date(1_764_000_002_000));
    expect([told.startTime, told.duration]).toEqual([
      [1_764_000_000, 0],
      [2, 0],
    ]);
  });

  it('can begin again', () => {
    const span = start();
    span.restart(1_100);
    expect(span.endTime).toEqual(span.startTime);
    span.end(1_350);
    expect(span.startTime).toEqual([1_764_000_001, 100_000_000]);
    expect(span.duration).toEqual([0, 250_000_000]);
  });

  it('keeps given nanoseconds and borrows a second in the duration', () => {
    const span = start({ startTime: [1_764_000_001, 999_999_999] });
    span.end([1_764_000_003, 1]);
    expect(span.startTime).toEqual([1_764_000_001, 999_999_999]);
    expect(span.endTime).toEqual([1_764_000_003, 1]);
    expect(span.duration).toEqual([1, 2]);
  });

  it('never lasts less than nothing', () => {
    const span = start();
    span.end(500);
    expect(span.endTime).toEqual(span.startTime);
    expect(span.duration).toEqual([0, 0]);
  });

  it('keeps its duration when the wall clock is set back on the way', () => {
    const span = start();
    const { dateNow } = machine;
    machine.dateNow = () => machine.timeOrigin + machine.performanceMs - 86_400_000;
    machine.performanceMs = 3_000;
    span.addEvent('later');
    span.end();
    machine.dateNow = dateNow;
    expect(span.duration).toEqual([2, 0]);
    expect(span.events[0]?.time).toEqual([1_764_000_003, 0]);
  });
});

describe('end', () => {
  it('counts once and hands the span on once', () => {
    const onEnd = vi.fn();
    const span = start({ onEnd });
    expect(span.isRecording()).toBe(true);
    span.end(2_000);
    span.end(3_000);
    expect(onEnd).toHaveBeenCalledExactlyOnceWith(span);
    expect(span.duration).toEqual([1, 0]);
    expect([span.ended, span.isRecording()]).toEqual([true, false]);
  });

  it('may be written to once more when its end is set, and is ended once', () => {
    const onEnd = vi.fn();
    const span = start({
      onEnding: (ending) => void ending.setAttribute('shop.seconds', ending.duration[0]).end(9_000),
      onEnd,
    });
    span.end(2_000);
    expect(onEnd).toHaveBeenCalledExactlyOnceWith(span);
    expect([span.attributes['shop.seconds'], span.duration]).toEqual([1, [1, 0]]);
  });

  it('makes everything afterwards a no-op that is reported once', () => {
    const warn = vi.fn();
    diag.setLogger({ warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} });
    warn.mockClear();
    const span = start();
    span.end();
    span.setAttribute('a', 1).setAttributes({ b: 2 }).addEvent('e').addLink(link).addLinks([link]);
    span.updateName('other').setStatus({ code: SpanStatusCode.ERROR });
    span.recordException(new Error('late'));
    expect(span).toMatchObject({ name: 'span', attributes: {}, events: [], links: [], status: { code: 0 } });
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('status', () => {
  it.each([
    ['an error with its message', [{ code: 2, message: 'why' }], { code: 2, message: 'why' }],
    ['the last of two errors', [{ code: 2, message: 'first' }, { code: 2 }], { code: 2 }],
    ['OK without a message', [{ code: 1, message: 'ignored' }], { code: 1 }],
    ['OK for good', [{ code: 1 }, { code: 2, message: 'late' }, { code: 0 }], { code: 1 }],
    ['OK over an error', [{ code: 2, message: 'x' }, { code: 1 }], { code: 1 }],
    ['an error that UNSET cannot take back', [{ code: 2 }, { code: 0 }], { code: 2 }],
    ['no message that is not text', [{ code: 2, message: { toString: null } }], { code: 2 }],
  ])('keeps %s', (_, given, expected) => {
    const span = start();
    for (const status of given) span.setStatus(status as never);
    expect(span.status).toEqual(expected);
  });
});

describe('events and links', () => {
  it('takes an event with attributes, a time, or both', () => {
    const at: HrTime = [1_764_000_001, 5];
    const span = start();
    span
      .addEvent('plain')
      .addEvent('attributes', { a: 1 })
      .addEvent('time', at)
      .addEvent('both', { a: 1 }, 1_500);
    expect(span.events).toEqual([
      { name: 'plain', time: [1_764_000_001, 0], attributes: {}, droppedAttributesCount: 0 },
      { name: 'attributes', time: [1_764_000_001, 0], attributes: { a: 1 }, droppedAttributesCount: 0 },
      { name: 'time', time: at, attributes: {}, droppedAttributesCount: 0 },
      { name: 'both', time: [1_764_000_001, 500_000_000], attributes: { a: 1 }, droppedAttributesCount: 0 },
    ]);
  });

  it('keeps the latest 128 events, so that the exception at the end is there', () => {
    const span = start();
    for (let i = 0; i < 200; i++) span.addEvent(`e${i}`);
    span.recordException(new RangeError('last'), 1_001);
    expect(span.events).toHaveLength(128);
    expect(span.droppedEventsCount).toBe(73);
    expect(span.events.at(-1)).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'RangeError', 'exception.message': 'last' },
    });
  });

  it('keeps the first 128 links and passes over those to nowhere', () => {
    const span = start();
    span.addLinks([null, {}, { context: { traceId: '0'.repeat(32), spanId: 'x', traceFlags: 0 } }] as never);
    expect(span.links).toEqual([]);
    for (let i = 0; i < 130; i++) span.addLink({ ...link, attributes: { i } });
    expect(span.links).toHaveLength(128);
    expect(span.droppedLinksCount).toBe(2);
    expect(span.links[5]).toMatchObject({ ...link, attributes: { i: 5 } });
  });

  it('counts attributes that an event or link had no room for', () => {
    const attributes = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`k${i}`, i]));
    const span = start();
    span.addEvent('e', attributes).addLink({ ...link, attributes });
    expect(span.events[0]?.droppedAttributesCount).toBe(2);
    expect(span.links[0]?.droppedAttributesCount).toBe(2);
  });
});

describe('names and kinds', () => {
  it('is internal unless told otherwise, and can be renamed', () => {
    expect(start().kind).toBe(SpanKind.INTERNAL);
    expect(start({ kind: SpanKind.CLIENT }).kind).toBe(SpanKind.CLIENT);
    expect(start().updateName('better').name).toBe('better');
  });

  it('survives names that are none', () => {
    const hostile = {
      toString() {
        throw new Error('toString');
      },
    };
    expect(start({ name: hostile as never }).name).toBe('');
    expect(
      start()
        .updateName(Symbol('x') as never)
        .addEvent(hostile as never).name,
    ).toBe('');
    expect(start({ name: 'x'.repeat(10_000) }).name).toHaveLength(4_096);
  });
});

it('takes kinds and statuses of plain JavaScript for what they are', () => {
  const span = start({ kind: 'client' as never });
  span
    .setStatus(undefined as never)
    .setStatus({ code: 'ERROR' } as never)
    .setStatus({ code: 7 } as never);
  expect([span.kind, span.status]).toEqual([0, { code: 0 }]);
});
