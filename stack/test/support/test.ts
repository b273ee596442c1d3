// Playwright's `test` with a running stack, and with orders placed in its shop by real clicks.
import { test as base } from '@playwright/test';
import { freePorts } from '../../ports.mjs';
import { type Stack, startStack } from '../../stack.mjs';

/** What a click on one of the shop's buttons led to. */
export interface PlacedOrder {
  /** The trace that the page's request was sent in, as the server saw it. */
  readonly traceId: string;
  /** What the page then showed. */
  readonly answer: string;
}

interface WorkerFixtures {
  stack: Stack;
  /** Clicks the button with this text once per worker, whoever asks: one trace can answer many questions. */
  order: (button: string) => Promise<PlacedOrder>;
}

/** See {@link WorkerFixtures}. */
export const test = base.extend<object, WorkerFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
    async ({}, use) => {
      const stack = await startStack(await freePorts());
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 400_000 },
  ],
  order: [
    async ({ stack, browser }, use) => {
      const placed = new Map<string, Promise<PlacedOrder>>();
      const page = await browser.newPage();
      await page.goto(`http://localhost:${stack.ports.storefront}/`);
      const click = async (button: string): Promise<PlacedOrder> => {
        const request = page.waitForRequest('**/api/orders');
        await page.getByRole('button', { name: button }).click();
        const response = await (await request).response();
        // 4xx would be a fault between page and shop, and not what any test here is about.
        if (!response || Math.floor(response.status() / 100) === 4) {
          throw new Error(`The order was answered with ${response?.status()}: ${await response?.text()}`);
        }
        const traceId = response.request().headers().traceparent?.split('-')[1];
        if (!traceId) throw new Error('The page sent its order without traceparent.');
        const output = page.getByText(/^(Bought|Failed)/);
        await output.waitFor();
        const answer = await output.innerText();
        return { traceId, answer };
      };
      await use((button) => {
        const known = placed.get(button) ?? click(button);
        placed.set(button, known);
        return known;
      });
      await page.close();
    },
    { scope: 'worker', timeout: 400_000 },
  ],
});

export { expect } from '@playwright/test';
