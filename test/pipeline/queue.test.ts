import { describe, expect, it } from 'vitest';
import { byteLength, createQueue, type SpanQueue } from '../../src/pipeline/queue.js';

const scope = { name: 'test' };
const waitingOf = (queue: SpanQueue) => queue.waiting.map(({ json }) => json);

function filled(...texts: string[]): SpanQueue {
  const queue = createQueue();
  for (const text of texts) queue.add(text, scope, 'traces');
  return queue;
}

function takeAll(queue: SpanQueue) {
  const entries = [...queue.waiting];
  queue.take(entries);
  return entries;
}

function expectBalance({ stats }: SpanQueue): void {
  const { created, sent, pending, dropped } = stats();
  expect(sent + pending + dropped.queue + dropped.refused + dropped.rejected).toBe(created);
}

describe('byteLength', () => {
  it('counts UTF-8 bytes, not characters', () => {
    expect(['a', 'é', '中', '\ud83d\ude00'].map(byteLength)).toEqual([1, 2, 3, 4]);
  });
});

describe('createQueue', () => {
  it('keeps 1,000 spans and drops the oldest', () => {
    const queue = filled(...Array.from({ length: 1_005 }, (_, i) => `${i}`));
    expect(waitingOf(queue)[0]).toBe('5');
    expect(queue.stats()).toMatchObject({ created: 1_005, pending: 1_000, dropped: { queue: 5 } });
  });

  it('keeps 1 MiB and drops the oldest', () => {
    const queue = filled('first', 'é'.repeat(1 << 18), 'x'.repeat(1 << 19));
    expect(queue.stats()).toMatchObject({ pending: 2, dropped: { queue: 1 } });
    expect(queue.waitingBytes()).toBe(1 << 20);
  });

  it('cannot keep a span that is larger than everything', () => {
    const queue = filled('a', 'x'.repeat((1 << 20) + 1));
    expect(queue.stats()).toMatchObject({ created: 2, pending: 0, dropped: { queue: 2 } });
    queue.add('b', scope, 'traces');
    expect(waitingOf(queue)).toEqual(['b']);
  });

  it('counts spans that are under way towards its bounds', () => {
    const queue = filled(...Array.from({ length: 1_000 }, (_, i) => `${i}`));
    const underWay = takeAll(queue);
    queue.add('new', scope, 'traces');
    expect(queue.stats()).toMatchObject({ pending: 1_000, dropped: { queue: 1 } });
    queue.settle(underWay, { verdict: 'sent', rejectedSpans: 0 });
    expect(queue.stats()).toMatchObject({ sent: 1_000, pending: 0 });
  });

  it('books what was sent, and of that what was rejected', () => {
    const queue = filled('a', 'b', 'c');
    queue.settle(takeAll(queue), { verdict: 'sent', rejectedSpans: 2 });
    expect(queue.stats()).toEqual({
      created: 3,
      sent: 1,
      pending: 0,
      dropped: { queue: 0, refused: 0, rejected: 2 },
    });
  });

  it('believes no more rejections than there were spans', () => {
    const queue = filled('a');
    queue.settle(takeAll(queue), { verdict: 'sent', rejectedSpans: 1e9 });
    expect(queue.stats().dropped.rejected).toBe(1);
    expectBalance(queue);
  });

  it('takes back what is to be sent again and drops what was refused', () => {
    const queue = filled('a', 'b');
    queue.settle(takeAll(queue), { verdict: 'retryable', delayMs: 0 });
    expect(waitingOf(queue)).toEqual(['a', 'b']);
    expect(queue.waitingBytes()).toBe(2);
    queue.settle(takeAll(queue), { verdict: 'refused' });
    expect(queue.stats()).toMatchObject({ pending: 0, dropped: { refused: 2 } });
  });

  it('settles a span that two requests carry once, with the better outcome', () => {
    for (const [first, second] of [
      [
        { verdict: 'retryable', delayMs: 0 },
        { verdict: 'sent', rejectedSpans: 0 },
      ],
      [{ verdict: 'refused' }, { verdict: 'sent', rejectedSpans: 0 }],
      [
        { verdict: 'sent', rejectedSpans: 0 },
        { verdict: 'retryable', delayMs: 0 },
      ],
      [
        { verdict: 'sent', rejectedSpans: 0 },
        { verdict: 'sent', rejectedSpans: 0 },
      ],
    ] as const) {
      const queue = filled('a');
      const entries = takeAll(queue);
      queue.take(entries);
      queue.settle(entries, first);
      queue.settle(entries, second);
      expect(queue.stats()).toMatchObject({ sent: 1, pending: 0 });
      expect(waitingOf(queue)).toEqual([]);
      expectBalance(queue);
    }
  });

  it('takes back a span once when both its requests failed', () => {
    const queue = filled('a');
    const entries = takeAll(queue);
    queue.take(entries);
    queue.settle(entries, { verdict: 'retryable', delayMs: 0 });
    expect(waitingOf(queue)).toEqual([]);
    queue.settle(entries, { verdict: 'retryable', delayMs: 0 });
    expect(waitingOf(queue)).toEqual(['a']);
    expectBalance(queue);
  });
});
