// Playwright's `test` with a running stack, and with orders placed in its shop by real clicks.
import { test as base } from '@playwright/test';
import { freePorts } from '../../ports.mjs';
import { type Stack, startStack } from '../../stack.mjs';
import { type PlacedOrder, placeOrder } from './shop.ts';

interface WorkerFixtures {
  /** Variables of deploy/collector/gateway.yaml that differ from what stack/backends.mjs sets. */
  settings: Record<string, string>;
  stack: Stack;
  /** Clicks the button with this text once per worker, whoever asks: one trace can answer many questions. */
  order: (button: string) => Promise<PlacedOrder>;
}

/** See {@link WorkerFixtures}. */
export const test = base.extend<object, WorkerFixtures>({
  settings: [{}, { scope: 'worker', option: true }],
  stack: [
    async ({ settings }, use) => {
      const stack = await startStack(await freePorts(), settings);
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
      await use((button) => {
        const known = placed.get(button) ?? placeOrder(page, button);
        placed.set(button, known);
        return known;
      });
      await page.close();
    },
    { scope: 'worker', timeout: 400_000 },
  ],
});

export { expect } from '@playwright/test';
