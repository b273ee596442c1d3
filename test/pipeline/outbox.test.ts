// What leaves the page, past its own hook.
import { expect, it, vi } from 'vitest';
import type { OutgoingRecord } from '../../src/options.js';
import { createOutbox } from '../../src/pipeline/outbox.js';
import type { LogRecord } from '../../src/trace/event.js';
import type { ClewSpan } from '../../src/trace/span.js';

const span = {
  name: 'checkout',
  attributes: {},
  events: [],
  spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
} as unknown as ClewSpan;

const create = (beforeSend: unknown) => {
  const [sendSpan, sendEvent, refused] = [vi.fn(), vi.fn(), vi.fn()];
  const outbox = createOutbox({
    sendSpan,
    sendEvent,
    refused,
    beforeSend: beforeSend as never,
    slowMs: false,
    isSessionSampled: () => true,
  });
  return { outbox, sendSpan, sendEvent, refused };
};

it('sends what a hook puts in place of attributes and events', () => {
  const { outbox, sendSpan, sendEvent } = create((record: OutgoingRecord) => {
    record.name = 'redacted';
    record.attributes = { 'shop.cart.items': 2 };
    record.events = record.events.slice(1);
  });
  const secret = { 'user.email': 'a@example.com' };
  const events = [{ name: 'first' }, { name: 'second' }];
  outbox.addSpan({ ...span, attributes: { ...secret }, events } as unknown as ClewSpan);
  outbox.addEvent({ name: 'own', attributes: { ...secret } } as unknown as LogRecord);
  const left = { name: 'redacted', attributes: { 'shop.cart.items': 2 } };
  expect(sendSpan).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ ...left, events: [{ name: 'second' }] }),
  );
  expect(sendEvent).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(left));
});

it.each([
  [
    'that gives a name which is no text',
    (record: { name: unknown }) => {
      record.name = Symbol('own');
    },
  ],
  ['that answers with a promise', async () => true],
  ['that answers with a promise that fails', async () => Promise.reject(new Error('own'))],
  [
    'that throws',
    () => {
      throw new Error('own');
    },
  ],
])('keeps and counts the record of a hook %s', async (_, hook) => {
  const { outbox, sendSpan, refused } = create(hook);
  outbox.addSpan(span);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sendSpan).not.toHaveBeenCalled();
  expect(refused).toHaveBeenCalledExactlyOnceWith('traces');
});
