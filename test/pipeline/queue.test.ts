import { describe, expect, it } from 'vitest';
import { type Account, createAccount } from '../../src/pipeline/account.js';
import { createQueue, type Queue, waiting } from '../../src/pipeline/queue.js';
import type { SpoolKey } from '../../src/trace/delivery.js';

const scope = { name: 'test' };
const waitingOf = (queue: Queue) => [...waiting(queue.kept())].map(({ json }) => json);
const ok = { verdict: 'sent', rejected: 0 } as const;
const failed = { verdict: 'retryable', delayMs: 0, hasAnswer: false } as const;

/** Copies on disk that are no longer needed. */
let unused: SpoolKey[];
let account: Account;

function filled(...texts: string[]): Queue {
  unused = [];
  account = createAccount();
  const queue = createQueue(account, (keys) => unused.push(...keys));
  for (const text of texts) queue.add('traces', text, scope, 0);
  return queue;
}

function takeAll(queue: Queue) {
  const entries = [...waiting(queue.kept())];
  queue.take(entries);
  return entries;
}

/** The account of the spans, and what is still kept. */
function stats({ keptCount }: Queue): Record<string, number> {
  const entries = Object.entries(account.counts).map(([name, n]) => [name.replace('clew.traces.', ''), n]);
  return { ...Object.fromEntries(entries), pending: keptCount() };
}

function expectBalance(queue: Queue): void {
  const { created, ...others } = stats(queue);
  expect(Object.values(others).reduce((sum, n) => sum + n)).toBe(created);
}

describe('createQueue', () => {
  it('keeps 5,000 spans and drops the oldest, a hundred at a time', () => {
    const queue = filled(...Array.from({ length: 5_000 }, (_, i) => `${i}`));
    expect(stats(queue)).toMatchObject({ created: 5_000, pending: 5_000 });
    queue.add('traces', 'more', scope, 0);
    expect(waitingOf(queue)[0]).toBe('101');
    expect(stats(queue)).toMatchObject({ created: 5_001, pending: 4_900, 'dropped.queue': 101 });
  });

  it('keeps 4 MiB in UTF-8 and drops the oldest', () => {
    const queue = filled('first', ...Array(7).fill('é'.repeat(1 << 18)), 'x'.repeat((1 << 19) - 5));
    expect(stats(queue)).toMatchObject({ pending: 9 });
    expect(queue.waitingBytes()).toBe(1 << 22);
    queue.add('traces', 'more', scope, 0);
    expect(stats(queue)).toMatchObject({ pending: 8, 'dropped.queue': 2 });
  });

  it('does not throw away everything that waits for one span that is huge', () => {
    const queue = filled('a', 'x'.repeat((1 << 19) + 1));
    expect(waitingOf(queue)).toEqual(['a']);
    expect(stats(queue)).toEqual({ created: 2, pending: 1, 'dropped.queue': 1 });
  });

  it('counts spans that are under way towards its bounds', () => {
    const queue = filled(...Array.from({ length: 5_000 }, (_, i) => `${i}`));
    const underWay = takeAll(queue);
    queue.add('traces', 'new', scope, 0);
    // What a request carries is not dropped: there was one to drop, the new one.
    expect(stats(queue)).toMatchObject({ pending: 5_000, 'dropped.queue': 1 });
    queue.settle(underWay, ok);
    expect(stats(queue)).toMatchObject({ sent: 5_000, pending: 0 });
  });

  it('books what was sent, and of that what was rejected', () => {
    const queue = filled('a', 'b', 'c');
    queue.settle(takeAll(queue), { verdict: 'sent', rejected: 2 });
    expect(stats(queue)).toEqual({ created: 3, sent: 1, pending: 0, 'dropped.rejected': 2 });
  });

  it('believes no more rejections than there were spans', () => {
    const queue = filled('a');
    queue.settle(takeAll(queue), { verdict: 'sent', rejected: 1e9 });
    expect(stats(queue)).toMatchObject({ 'dropped.rejected': 1 });
    expectBalance(queue);
  });

  it('takes back what is to be sent again and drops what was refused', () => {
    const queue = filled('a', 'b');
    queue.settle(takeAll(queue), failed);
    expect(waitingOf(queue)).toEqual(['a', 'b']);
    expect(queue.waitingBytes()).toBe(2);
    queue.settle(takeAll(queue), { verdict: 'refused' });
    expect(stats(queue)).toMatchObject({ pending: 0, 'dropped.refused': 2 });
  });

  it('settles a span that two requests carry once, with the better outcome', () => {
    for (const [first, second] of [
      [failed, ok],
      [{ verdict: 'refused' }, ok],
      [ok, failed],
      [ok, ok],
    ] as const) {
      const queue = filled('a');
      const entries = takeAll(queue);
      queue.take(entries);
      queue.settle(entries, first);
      queue.settle(entries, second);
      expect(stats(queue)).toMatchObject({ sent: 1, pending: 0 });
      expect(waitingOf(queue)).toEqual([]);
      expectBalance(queue);
    }
  });

  it('takes back a span once when both its requests failed', () => {
    const queue = filled('a');
    const entries = takeAll(queue);
    queue.take(entries);
    queue.settle(entries, failed);
    expect(waitingOf(queue)).toEqual([]);
    queue.settle(entries, failed);
    expect(waitingOf(queue)).toEqual(['a']);
    expectBalance(queue);
  });

  it('drops the least valuable first, and sends the most valuable first', () => {
    const queue = filled(...Array.from({ length: 4_999 }, (_, i) => `${i}`));
    queue.add('traces', 'root', scope, 1);
    queue.add('logs', 'failure', scope, 2);
    queue.add('traces', 'new', scope, 0);
    expect(waitingOf(queue).slice(0, 3)).toEqual(['failure', 'root', '101']);
    expect(stats(queue)).toMatchObject({ 'dropped.queue': 101 });
  });

  it('gives up a copy on disk when the last of its entries is settled', () => {
    const queue = filled('a', 'b');
    const copy = { key: [0, 'page', 0, 2, 2] as SpoolKey, left: 2 };
    const entries = takeAll(queue);
    for (const entry of entries) entry.copy = copy;
    queue.settle(entries.slice(0, 1), ok);
    expect(unused).toEqual([]);
    queue.settle(entries.slice(1), ok);
    expect(unused).toEqual([copy.key]);
  });

  it('counts what made room as spooled where a copy is on disk', () => {
    const queue = filled('a');
    for (const entry of queue.kept()) entry.copy = { key: [0, 'page', 0, 1, 1], left: 1 };
    for (let i = 0; i < 5_000; i++) queue.add('traces', 'b', scope, 0);
    expect(stats(queue)).toEqual({ created: 5_001, spooled: 1, pending: 4_900, 'dropped.queue': 100 });
  });
});
