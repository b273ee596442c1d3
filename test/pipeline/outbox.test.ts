// What leaves the page, past its own hook.
import { expect, it, vi } from 'vitest';
import { createOutbox } from '../../src/pipeline/outbox.js';
import type { ClewSpan } from '../../src/trace/span.js';

const span = {
  name: 'checkout',
  attributes: {},
  events: [],
  spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
} as unknown as ClewSpan;

it.each([
  ['that answers with a promise', async () => true],
  ['that answers with a promise that fails', async () => Promise.reject(new Error('own'))],
  [
    'that throws',
    () => {
      throw new Error('own');
    },
  ],
])('keeps and counts the record of a hook %s', async (_, hook) => {
  const sendSpan = vi.fn();
  const refused = vi.fn();
  const outbox = createOutbox({
    sendSpan,
    sendEvent: vi.fn(),
    refused,
    beforeSend: hook as never,
    slowMs: false,
    isSessionSampled: () => true,
  });
  outbox.addSpan(span);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sendSpan).not.toHaveBeenCalled();
  expect(refused).toHaveBeenCalledExactlyOnceWith('traces');
});
