// @ts-check
// Takes the picture of docs/backends.md: the trace of one click, as Zipkin shows it. `node stack/screenshot.mjs`
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from '../scripts/build.mjs';
import { findBrowser, sandboxSwitches } from '../scripts/findBrowser.mjs';
import { root } from '../scripts/setUp.mjs';
import { installStack } from './install.mjs';
import { freePorts } from './ports.mjs';
import { startStack } from './stack.mjs';

/** Until the Collector has decided about the trace, and Zipkin has stored it. */
const arrivedAfterMs = 15_000;

await installStack();
await build();
const stack = await startStack(await freePorts());
const args = sandboxSwitches();
const browser = await chromium.launch({ executablePath: await findBrowser(), args });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 });
  await page.goto(`http://localhost:${stack.ports.storefront}/`);
  const buy = async (/** @type {string} */ button) => {
    await page.getByRole('button', { name: button }).click();
    await page.getByText(/^Bought/).waitFor();
  };
  // The first order of all waits for JVM and connections to warm up.
  await buy('Buy a lantern');
  const request = page.waitForRequest('**/api/orders');
  await buy('Buy thread');
  const [, traceId] = (await request).headers().traceparent?.split('-') ?? [];
  await page.waitForTimeout(arrivedAfterMs);
  await page.goto(`http://localhost:${stack.ports.zipkin}/zipkin/traces/${traceId}`);
  await page.getByText('click buy thread').first().waitFor();
  await page.screenshot({ path: join(root, 'docs', 'images', 'zipkin.png') });
} finally {
  await browser.close();
  await stack.stop();
}
