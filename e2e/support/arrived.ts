// Waits for what a page sends, without waiting for its batch timer.
import { expect } from '@playwright/test';
import type { Collector, ReceivedLog, ReceivedSpan } from './collector.ts';

/** Whatever evaluates an expression in the page: an Engine, or Playwright's page. */
interface Evaluator {
  evaluate(expression: string): Promise<unknown>;
}

/**
 * Has the page send what it has until `isComplete` accepts all that arrived, oldest first.
 * Fails after 10 s, with the names of what did arrive.
 */
export async function arrived(
  page: Evaluator,
  collector: Collector,
  isComplete: (spans: ReceivedSpan[]) => boolean,
): Promise<ReceivedSpan[]> {
  let spans: ReceivedSpan[] = [];
  const state = async () => {
    await page.evaluate('clew.flush()');
    spans = (await collector.spans()).sort((a, b) =>
      Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)),
    );
    return isComplete(spans) ? 'complete' : `incomplete: ${spans.map(({ name }) => name).join(', ')}`;
  };
  await expect.poll(state, { timeout: 10_000, intervals: [150] }).toBe('complete');
  return spans;
}

/** Those of `spans` that a user began. */
export function interactionsIn(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return spans.filter(({ attributes }) => attributes['clew.interaction.type'] !== undefined);
}

/** Collects in `window.pageErrors` what a page's users would see as its failure; goes before every other script. */
export const collectErrors = `<script>
  window.pageErrors = [];
  addEventListener('error', (event) => pageErrors.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => pageErrors.push(String(event.reason)));
</script>`;

/**
 * Has the page send what it has until `isComplete` accepts all events that arrived, oldest first.
 * Fails after 10 s, with the names of what did arrive.
 */
export async function arrivedEvents(
  page: Evaluator,
  collector: Collector,
  isComplete: (events: ReceivedLog[]) => boolean,
): Promise<ReceivedLog[]> {
  let events: ReceivedLog[] = [];
  const state = async () => {
    await page.evaluate('clew.flush()');
    events = await collector.logs();
    return isComplete(events)
      ? 'complete'
      : `incomplete: ${events.map(({ eventName }) => eventName).join(', ')}`;
  };
  await expect.poll(state, { timeout: 10_000, intervals: [150] }).toBe('complete');
  return events;
}
