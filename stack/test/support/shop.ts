// The shop's page, used as its customers use it.
import type { Page } from '@playwright/test';

/** What a click on one of the shop's buttons led to. */
export interface PlacedOrder {
  readonly button: string;
  /** The trace that the page's request was sent in, as the server saw it. */
  readonly traceId: string;
  /** What the page told the server about sampling, in the flags of `traceparent`. */
  readonly isSampled: boolean;
  /** What the page then showed. */
  readonly answer: string;
}

/**
 * Clicks the button with this text, and waits until the page shows what became of the order.
 * @throws When the shop did not understand it: that would be a fault between page and shop, which no test here is about.
 */
export async function placeOrder(page: Page, button: string): Promise<PlacedOrder> {
  const request = page.waitForRequest('**/api/orders');
  await page.getByRole('button', { name: button }).click();
  const response = await (await request).response();
  if (!response || Math.floor(response.status() / 100) === 4) {
    throw new Error(`The order was answered with ${response?.status()}: ${await response?.text()}`);
  }
  const [, traceId, , flags] = response.request().headers().traceparent?.split('-') ?? [];
  if (!traceId) throw new Error('The page sent its order without traceparent.');
  const output = page.getByText(/^(Bought|Failed)/);
  await output.waitFor();
  const isSampled = (Number(`0x${flags}`) & 1) === 1;
  return { button, traceId, isSampled, answer: await output.innerText() };
}
