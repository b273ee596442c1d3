// Clicks through an example app and tells, for each request that should follow from a click, whose it was.
import { expect } from '@playwright/test';
import type { Collector, ReceivedSpan } from './collector.ts';
import type { Engine } from './engine.ts';
import type { PageServer, RecordedRequest } from './servePages.ts';
import type { Step } from './shops.ts';

/** Whose request it was. */
export interface Verdict {
  readonly click: string;
  readonly idiom: string;
  readonly path: string;
  /** Name of the root span of the request's trace; `none` without traceparent, `never` without request. */
  readonly root: string;
}

interface Asked extends Omit<Verdict, 'root'> {
  readonly request: RecordedRequest | undefined;
}

/** Waits until a button or link with this text is there, gives it an id, and clicks it as a user does. */
export async function clickText(engine: Engine, text: string): Promise<void> {
  const find = `[...document.querySelectorAll('button, a')].find((element) => element.textContent.trim() === ${JSON.stringify(text)})`;
  const marked = `((found) => {
    if (!found) return false;
    document.querySelector('#next-click')?.removeAttribute('id');
    found.id = 'next-click';
    return true;
  })(${find})`;
  await expect.poll(() => engine.evaluate(marked), `"${text}" is on the page`).toBe(true);
  await engine.click('#next-click');
}

/**
 * Does all steps, leaves the page so that it sends everything, and names the root of each request's trace.
 * @param pace whether each click waits for what the one before must lead to.
 */
export async function visitShop(
  engine: Engine,
  server: PageServer,
  collector: Collector,
  steps: readonly Step[],
  pace: 'one by one' | 'without waiting' = 'one by one',
): Promise<Verdict[]> {
  const asked: Asked[] = [];
  // Work of two clicks that a framework does in one go is the first one's: docs/async-context.md, "What it cannot see".
  const quiet = async (asks: readonly string[]) => {
    const answered = `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)`;
    await expect
      .poll(async () => {
        const paths = await engine.evaluate<string[]>(answered);
        return asks.every((path) => paths.includes(path));
      }, 'the answers have come')
      .toBe(true);
    await engine.evaluate('new Promise((done) => setTimeout(done, 100))');
  };
  const settle = async ({ click, idiom, asks }: Step, before: number) => {
    const since = (path: string) => server.requests.slice(before).find((request) => request.path === path);
    await expect
      .poll(() => asks.every(since), { timeout: 3_000, intervals: [20] })
      .toBe(true)
      // What was never asked is said in the verdict.
      .catch(() => {});
    asked.push(...asks.map((path) => ({ click, idiom, path, request: since(path) })));
  };
  const start = server.requests.length;
  for (const step of steps) {
    const before = server.requests.length;
    await clickText(engine, step.click);
    if (pace === 'one by one') {
      await settle(step, before);
      await quiet(step.asks.filter((path) => server.requests.some((request) => request.path === path)));
    }
    expect(await engine.evaluate('window.pageErrors ?? []'), `errors after ${step.click}`).toEqual([]);
  }
  if (pace === 'without waiting') for (const step of steps) await settle(step, start);
  await engine.open(`${server.origin}/left`);
  let verdicts: Verdict[] = [];
  const unsent = async () => {
    const spans = await collector.spans();
    verdicts = asked.map(({ request, ...rest }) => ({ ...rest, root: rootOf(request, spans) }));
    return verdicts.filter(({ root }) => root === 'not sent').length;
  };
  await expect.poll(unsent, 'requests whose trace has not arrived').toBe(0);
  return verdicts;
}

function rootOf(request: RecordedRequest | undefined, spans: readonly ReceivedSpan[]): string {
  if (!request) return 'never';
  const [, , spanId] = String(request.headers.traceparent ?? '').split('-');
  if (!spanId) return 'none';
  let span = spans.find((candidate) => candidate.spanId === spanId);
  while (span?.parentSpanId) span = spans.find(({ spanId: id }) => id === span?.parentSpanId);
  return span?.name ?? 'not sent';
}

/** Whether the request is the click's. */
export const isKept = ({ click, root }: Verdict): boolean => root === `click ${click}`;

/** The verdicts as lines of text. */
export function table(verdicts: readonly Verdict[]): string {
  return verdicts
    .map((verdict) => {
      const { idiom, path, root } = verdict;
      return `  ${isKept(verdict) ? 'kept' : 'LOST'}  ${idiom.padEnd(32)} ${path.padEnd(34)} ${root}`;
    })
    .join('\n');
}
