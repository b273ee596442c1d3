// A thousand visitors of the shop, each with a session of its own: what the one before left in the browser is cleared.
import type { Browser, Page } from '@playwright/test';
import { type PlacedOrder, placeOrder } from './shop.ts';

/** How many visitors are in the shop at a time. */
const atATime = 4;

/** Of twenty visitors one runs into an error, one has to wait, and one has to wait longer. */
const wishes = ['Buy the minotaur', 'Buy the labyrinth', 'Buy a ship', ...Array(17).fill('Buy thread')];

/** Opens the shop, places an order, and leaves: a page that is left sends what it has. */
async function visit(page: Page, url: string, button: string): Promise<PlacedOrder> {
  await page.goto(url);
  const order = await placeOrder(page, button);
  await page.goto('about:blank');
  return order;
}

/** Has `count` visitors open `url`, place one order each, and leave. */
export async function placeOrders(browser: Browser, url: string, count: number): Promise<PlacedOrder[]> {
  const orders: PlacedOrder[] = [];
  let next = 0;
  const visitOnAndOn = async () => {
    const profile = await browser.newContext();
    const page = await profile.newPage();
    const protocol = await profile.newCDPSession(page);
    while (next < count) {
      orders.push(await visit(page, url, wishes[next++ % wishes.length]));
      await protocol.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes: 'all' });
    }
    // Left open: the last visitor's words are still on their way. It closes with the browser.
  };
  await Promise.all(Array.from({ length: atATime }, visitOnAndOn));
  return orders;
}
