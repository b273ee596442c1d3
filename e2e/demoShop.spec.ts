// The demo's shop as a person uses it, with answers that its services would give.
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Routes } from './support/servePages.ts';
import { test as base, expect } from './support/test.ts';

const folder = new URL('../demo/shop/', import.meta.url);
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
const product = (id: string, name: string, priceCents: number) => {
  return { id, name, description: '', priceCents, art: 'ball', colour: '#2f6fde', available: 4 };
};
const answers = {
  '/api/products': {
    products: [product('merino', 'Merino', 1450), product('tweed', 'Tweed', 1650)],
    shipping: { cents: 490, freeFromCents: 4000 },
  },
  '/api/cart/price': { lines: [{}] },
  '/api/checkout': { orderId: 1, totalCents: 3590 },
};

const test = base.extend<{ shopUrl: string }>({
  shopUrl: async ({ serve, collector }, use) => {
    const files = readdirSync(folder).map((name): [string, Routes[string]] => [
      `/${name}`,
      (_request, response) => {
        response.setHeader('content-type', types[name.split('.').at(-1) ?? ''] ?? 'text/html');
        response.end(readFileSync(new URL(name, folder)));
      },
    ]);
    const api = Object.entries(answers).map(([path, answer]): [string, Routes[string]] => [
      path,
      (_request, response) => void response.end(JSON.stringify(answer)),
    ]);
    const html = readFileSync(new URL('index.html', folder), 'utf8');
    const page = html.replaceAll('{{endpoint}}', collector.url).replaceAll('{{viewUrl}}', collector.url);
    const { origin } = await serve({ ...Object.fromEntries([...files, ...api]), '/': page });
    await use(origin);
  },
});

async function fillCart(page: Page, shopUrl: string): Promise<void> {
  await page.goto(shopUrl);
  for (const name of ['Merino', 'Tweed']) await page.getByRole('button', { name: `Add ${name}` }).click();
  await page.getByTestId('open-cart').click();
}

test('plus and minus keep the focus of a keyboard, also when the last piece leaves', async ({
  page,
  shopUrl,
}) => {
  await fillCart(page, shopUrl);
  const button = (words: string, name: string) => page.getByRole('button', { name: `${words} of ${name}` });
  await button('One more', 'Merino').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Quantity' }).first()).toHaveText('3');
  await expect(button('One more', 'Merino')).toBeFocused();
  await button('One less', 'Merino').focus();
  for (let count = 0; count < 3; count++) await page.keyboard.press('Enter');
  await expect(button('One less', 'Tweed')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing in here yet.')).toBeFocused();
});

test('the cart says what the order will cost, shipping included', async ({ page, shopUrl }) => {
  await fillCart(page, shopUrl);
  const totals = page.locator('.totals');
  await expect(totals).toContainText('€4.90');
  await expect(totals.getByText('€35.90')).toBeVisible();
  await page.getByRole('button', { name: 'One more of Merino' }).click();
  await expect(totals).toContainText('Free');
  await expect(totals.locator('div').last()).toHaveText('Total€45.50');
});

test('no more goes into the cart than there is, and the focus stays', async ({ page, shopUrl }) => {
  await fillCart(page, shopUrl);
  const more = page.getByRole('button', { name: 'One more of Merino' });
  const quantity = page.getByRole('status', { name: 'Quantity' }).first();
  await more.focus();
  for (let count = 0; count < 5; count++) await page.keyboard.press('Enter');
  await expect(quantity).toHaveText('4');
  await expect(more).toHaveAttribute('aria-disabled', 'true');
  await expect(more).toBeFocused();
  await expect(page.getByRole('dialog').getByText('Only 4 left')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add Merino' }).click();
  await expect(page.locator('#toast')).toContainText('Only 4 left');
  await page.getByTestId('open-cart').click();
  await page.getByRole('button', { name: 'One less of Merino' }).click();
  await expect(more).toHaveAttribute('aria-disabled', 'false');
  await more.click();
  await expect(quantity).toHaveText('4');
});

test('an error describes its field and is not part of its name', async ({ page, shopUrl }) => {
  await fillCart(page, shopUrl);
  await page.getByLabel('Name', { exact: true }).fill('Ariadne');
  await page.getByTestId('place-order').click();
  const email = page.getByRole('textbox', { name: 'E-mail', exact: true });
  await expect(email).toHaveAccessibleDescription('Please tell us your e-mail address.');
  await expect(email).toBeFocused();
});

test('the panel is called by what it shows: the cart, the order that was placed, the cart again', async ({
  page,
  shopUrl,
}) => {
  await fillCart(page, shopUrl);
  for (const name of ['Name', 'E-mail', 'Address']) await page.getByLabel(name, { exact: true }).fill('x');
  await page.getByTestId('place-order').click();
  await expect(page.getByRole('dialog', { name: 'Order placed' })).toContainText('nothing will be delivered');
  await page.getByRole('button', { name: 'Close the cart' }).click();
  await page.getByTestId('open-cart').click();
  await expect(page.getByRole('dialog', { name: 'Your cart' })).toBeVisible();
});

test('the message about the cart is gone when the cart opens', async ({ page, shopUrl }) => {
  await fillCart(page, shopUrl);
  // Sooner than it goes away by itself.
  await expect(page.locator('#toast')).not.toHaveClass(/shown/, { timeout: 1_000 });
});

test('the number of pieces is not part of the name of opening the cart', async ({
  page,
  shopUrl,
  collector,
}) => {
  await fillCart(page, shopUrl);
  const { name } = await collector.spanWhere((span) => span.name.startsWith('click Cart'));
  expect(name).toBe('click Cart');
});
