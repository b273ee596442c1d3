// `npm run screenshots`: drives the demo in a real browser and writes the pictures of the README and the docs.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser, sandboxSwitches } from '../scripts/findBrowser.mjs';
import { startCollector } from './collector/collector.mjs';
import { startServices } from './processes.mjs';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
const desktop = { width: 1280, height: 800 };
const phone = { width: 375, height: 740 };

/** Fills the cart and the form, and orders; returns the address of the trace that the shop links to. */
async function order(page, shopUrl, shoot) {
  await page.goto(shopUrl);
  await page.getByTestId('product-card').first().waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('shop');
  await page.getByTestId('add-to-cart').first().click();
  await page.getByTestId('open-cart').click();
  await page.getByLabel(/name/i).first().fill('Ariadne of Crete');
  await page.getByLabel(/mail/i).first().fill('ariadne@example.com');
  await page
    .getByLabel(/address/i)
    .first()
    .fill('1 Palace Road, Knossos');
  await page.getByTestId('place-order').click();
  await page.getByTestId('order-confirmed').waitFor();
  await shoot('shop-ordered');
  return page.getByTestId('trace-link').getAttribute('href');
}

async function take(browser, { colorScheme, viewport, suffix }, shopUrl, collectorUrl) {
  const context = await browser.newContext({ colorScheme, viewport, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const shoot = (name) => page.screenshot({ path: `${folder}${name}${suffix}.png` });
  const traceUrl = await order(page, shopUrl, shoot);
  await page.goto(collectorUrl);
  await page.getByText('Place order').first().waitFor();
  await shoot('traces');
  await page.goto(traceUrl);
  await page.getByText('click Place order').first().waitFor();
  await shoot('trace');
  await context.close();
}

await mkdir(folder, { recursive: true });
const collector = await startCollector({ port: 0, quiet: true });
const services = await startServices({
  collectorUrl: collector.url,
  shopPort: 0,
  quiet: true,
  onFailure: (error) => {
    throw error;
  },
});
const args = sandboxSwitches();
const browser = await chromium.launch({ executablePath: await findBrowser(), args });
try {
  const pictures = [
    { colorScheme: 'light', viewport: desktop, suffix: '' },
    { colorScheme: 'dark', viewport: desktop, suffix: '-dark' },
    { colorScheme: 'light', viewport: phone, suffix: '-phone' },
  ];
  for (const picture of pictures) await take(browser, picture, services.shopUrl, collector.url);
} finally {
  await browser.close();
  await services.stop();
  await collector.stop();
}
console.log(`Pictures are in ${folder}`);
