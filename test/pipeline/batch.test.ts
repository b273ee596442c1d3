import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, createBatch } from '../../src/pipeline/batch.js';
import type { SendResult } from '../../src/trace/delivery.js';

interface Sent {
  readonly body: string;
  readonly keepalive: boolean;
  /** The collector's answer. */
  answer(result?: SendResult): Promise<void>;
}

const ok: SendResult = { verdict: 'sent', rejected: 0 };
const scope = { name: 'test' };
let sent: Sent[];
let isEncoded: boolean;
let batch: Batch;

beforeEach(async () => {
  vi.useFakeTimers();
  sent = [];
  isEncoded = false;
  batch = createBatch({
    encode: (_, groups) => {
      isEncoded = true;
      return JSON.stringify(groups.map(({ scope: { name }, records }) => [name, records]));
    },
    envelope: (_, [content = '']) => content,
    compress: async (text) => ({ bytes: new TextEncoder().encode(text()), isGzip: false }),
    send: (_, { bytes }, { keepalive }) =>
      new Promise((resolve) => {
        const answer = async (result = ok) => {
          resolve(result);
          await vi.advanceTimersByTimeAsync(0);
        };
        sent.push({ body: new TextDecoder().decode(bytes), keepalive, answer });
      }),
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs) as unknown as number,
    clearTimer: (id) => clearTimeout(id),
  });
  // The first flush of a page's life is over.
  await pass(3_000);
});
afterEach(() => vi.useRealTimers());

const add = (count: number, text = 'span') => {
  for (let i = 0; i < count; i++) batch.add(`${text}${i}`, scope, 'traces');
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** The account, short: `pending`, and of the spans `created`, `sent`, `dropped.queue`. */
const stats = (): Record<string, number> =>
  Object.fromEntries(
    Object.entries(batch.stats()).map(([name, n]) => [name.replace(/^clew\.(traces\.)?/, ''), n]),
  );
const spansIn = (request: Sent | undefined): string[] =>
  (JSON.parse(request?.body ?? '[]') as [string, string[]][]).flatMap(([, spans]) => spans);

describe('a visible page', () => {
  it('sends five seconds after the first span', async () => {
    add(1);
    await pass(4_000);
    add(1, 'later');
    expect(sent).toEqual([]);
    await pass(1_000);
    expect(sent.map(spansIn)).toEqual([['span0', 'later0']]);
  });

  it('sends at once with 100 spans, but not within the call that ended the last', async () => {
    add(100);
    expect(sent).toEqual([]);
    await pass(0);
    expect(spansIn(sent[0])).toHaveLength(100);
  });

  it('sends at once with 128 KiB', async () => {
    add(1, 'x'.repeat(128 * 1024));
    await pass(0);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing while there is nothing', async () => {
    await batch.flush();
    await pass(60_000);
    expect(sent).toEqual([]);
    add(1);
    await pass(5_000);
    await sent[0]?.answer();
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });

  it('has one request under way at a time, of at most 250 spans', async () => {
    add(600);
    await pass(20_000);
    expect(sent.map((request) => spansIn(request).length)).toEqual([250]);
    await sent[0]?.answer();
    expect(sent.map((request) => spansIn(request).length)).toEqual([250, 250]);
    await sent[1]?.answer();
    await sent[2]?.answer();
    expect(spansIn(sent[2])).toHaveLength(100);
    expect(stats()).toMatchObject({ created: 600, sent: 600, pending: 0 });
  });

  it('keeps a request below 128 KiB', async () => {
    add(10, 'x'.repeat(60 * 1024));
    await pass(0);
    expect(spansIn(sent[0])).toHaveLength(2);
  });

  it('lets small requests survive a navigation', async () => {
    add(1);
    await pass(5_000);
    expect(sent[0]?.keepalive).toBe(true);
    await sent[0]?.answer();
    add(1, 'x'.repeat(25 * 1024));
    await pass(5_000);
    expect(sent[1]?.keepalive).toBe(false);
  });

  it('groups spans by tracer', async () => {
    const other = { name: 'other' };
    batch.add('a', scope, 'traces');
    batch.add('b', other, 'traces');
    batch.add('c', scope, 'traces');
    void batch.flush();
    await pass(0);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual([
      ['test', ['a', 'c']],
      ['other', ['b']],
    ]);
  });
});

describe('flush', async () => {
  it('resolves when the collector has answered for all that waited', async () => {
    add(300);
    const done = vi.fn();
    void batch.flush().then(done);
    await pass(0);
    await sent[0]?.answer();
    expect(done).not.toHaveBeenCalled();
    await sent[1]?.answer();
    expect(done).toHaveBeenCalled();
  });

  it('covers spans that ended after an earlier flush began', async () => {
    add(1, 'first');
    void batch.flush();
    await pass(0);
    add(1, 'second');
    const done = vi.fn();
    void batch.flush().then(done);
    await sent[0]?.answer();
    expect(spansIn(sent[1])).toEqual(['second0']);
    await sent[1]?.answer();
    expect(done).toHaveBeenCalled();
  });

  it('resolves when the collector is given up, and keeps the spans', async () => {
    add(300);
    const flushed = batch.flush();
    await pass(0);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 30_000, hasAnswer: true });
    await flushed;
    expect(sent).toHaveLength(1);
    expect(stats()).toEqual({ created: 300, pending: 300 });
  });
});

describe('a collector that cannot', async () => {
  it('is left alone for as long as it asked, also by flush and by new spans', async () => {
    add(1);
    await pass(5_000);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 30_000, hasAnswer: true });
    add(500, 'new');
    await batch.flush();
    await pass(29_999);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(spansIn(sent[1])).toContain('span0');
  });

  it('gets everything once it is back', async () => {
    add(10);
    void batch.flush();
    for (let attempt = 0; attempt < 5; attempt++) {
      await pass(1_000);
      await sent[attempt]?.answer({ verdict: 'retryable', delayMs: 1_000, hasAnswer: true });
    }
    await pass(1_000);
    await sent[5]?.answer();
    expect(stats()).toMatchObject({ created: 10, sent: 10, pending: 0 });
  });

  it('costs no more than the bounds, all counted', async () => {
    void batch.flush();
    add(1);
    await pass(5_000);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 600_000, hasAnswer: true });
    add(100_000);
    const { created = 0, pending = 0, 'dropped.queue': dropped = 0 } = stats();
    expect([created, pending + dropped]).toEqual([100_001, 100_001]);
    expect(pending).toBeLessThanOrEqual(5_000);
    expect(pending).toBeGreaterThanOrEqual(4_900);
  });

  it('loses what it refused, and that only', async () => {
    add(300);
    void batch.flush();
    await pass(0);
    await sent[0]?.answer({ verdict: 'refused' });
    await sent[1]?.answer({ verdict: 'sent', rejected: 7 });
    expect(stats()).toEqual({
      created: 300,
      sent: 43,
      pending: 0,
      'dropped.refused': 250,
      'dropped.rejected': 7,
    });
  });
});

describe('a page that hides', async () => {
  it('hands over what waits within the call', async () => {
    add(3);
    await batch.flushOnHide(false);
    expect(sent.map(({ keepalive }) => keepalive)).toEqual([true]);
    expect(spansIn(sent[0])).toEqual(['span2', 'span1', 'span0']);
  });

  it('sends nothing twice when it hides again', async () => {
    add(3);
    await batch.flushOnHide(false);
    await batch.flushOnHide(false);
    await batch.flushOnHide(false);
    expect(sent).toHaveLength(1);
  });

  it('stays within 60 KiB, newest first, whatever is under way already', async () => {
    add(100, 'é'.repeat(1_000));
    await batch.flushOnHide(false);
    expect(Buffer.byteLength(sent[0]?.body ?? '')).toBeLessThanOrEqual(60 * 1024);
    expect(Buffer.byteLength(sent[0]?.body ?? '')).toBeGreaterThan(56 * 1024);
    expect(spansIn(sent[0])[0]).toMatch(/99$/);
    add(10, 'y'.repeat(1_000));
    await batch.flushOnHide(false);
    const bytes = sent.filter(({ keepalive }) => keepalive).map(({ body }) => Buffer.byteLength(body));
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60 * 1024);
  });

  it('passes over a span that does not fit', async () => {
    batch.add('small', scope, 'traces');
    batch.add('x'.repeat(100_000), scope, 'traces');
    await batch.flushOnHide(false);
    expect(spansIn(sent[0])).toEqual(['small']);
  });

  it('sends the rest later if it lives on', async () => {
    add(100, 'x'.repeat(1_000));
    await batch.flushOnHide(false);
    const first = spansIn(sent[0]).length;
    await pass(0);
    expect(spansIn(sent[1])).toHaveLength(100 - first);
    expect(sent[1]?.keepalive).toBe(false);
  });

  it('sends again what a navigation would cancel, and counts it once', async () => {
    add(1, 'x'.repeat(30_000));
    await pass(5_000);
    expect(sent[0]?.keepalive).toBe(false);
    await batch.flushOnHide(false);
    await batch.flushOnHide(false);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ body: sent[0]?.body, keepalive: true });
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 1_000, hasAnswer: true });
    await sent[1]?.answer();
    expect(stats()).toMatchObject({ created: 1, sent: 1, pending: 0 });
  });

  it('does not send again what survives a navigation', async () => {
    add(1);
    await pass(5_000);
    expect(sent[0]?.keepalive).toBe(true);
    await batch.flushOnHide(false);
    expect(sent).toHaveLength(1);
  });

  it('tries also while a failure is being waited out: it may be the last chance', async () => {
    add(1);
    await pass(5_000);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 60_000, hasAnswer: false });
    await batch.flushOnHide(false);
    expect(spansIn(sent[1])).toEqual(['span0']);
  });

  it('does not ask a collector that said when at each switch of the tab, only when it is left', async () => {
    add(1);
    await pass(5_000);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 600_000, hasAnswer: true });
    for (let i = 0; i < 3; i++) {
      await batch.flushOnHide(false);
      batch.resume();
    }
    expect(sent).toHaveLength(1);
    await batch.flushOnHide(true);
    expect(spansIn(sent[1])).toEqual(['span0']);
  });

  it('tries again when the hand-off failed and the page lives on', async () => {
    add(1);
    await batch.flushOnHide(false);
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 1_000, hasAnswer: true });
    await pass(1_000);
    expect(spansIn(sent[1])).toEqual(['span0']);
  });
});

describe('stop', async () => {
  it('takes no more spans and starts nothing more', async () => {
    add(1);
    batch.stop();
    add(200);
    await pass(60_000);
    expect(sent).toEqual([]);
    expect(stats().created).toBe(1);
  });

  it('does not try again after a failure', async () => {
    add(1);
    await pass(5_000);
    batch.stop();
    await sent[0]?.answer({ verdict: 'retryable', delayMs: 1_000, hasAnswer: true });
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });

  it('lets nothing out that was being compressed when it was to forget', async () => {
    add(1);
    void batch.flush();
    // The text is written, the body not there yet.
    while (!isEncoded) await Promise.resolve();
    batch.stop(true);
    await pass(60_000);
    expect(sent).toEqual([]);
  });

  it('divides nothing further once it was to forget', async () => {
    add(4);
    await pass(5_000);
    batch.stop(true);
    await sent[0]?.answer({ verdict: 'divisible' });
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });
});
