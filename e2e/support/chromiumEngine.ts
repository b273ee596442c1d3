// Chromium by Playwright. Playwright turns the back/forward cache off and pretends that every page is focused; a test
// about hiding or restoring pages needs plainChromium instead.
import { chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/findBrowser.mjs';
import { asPromise, type Engine } from './engine.ts';
import { sandboxSwitches } from './sandbox.ts';

/** Starts a headless Chromium; see {@link findBrowser} for which one. */
export async function openChromium(): Promise<Engine> {
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: sandboxSwitches() });
  const page = await browser.newPage();
  return {
    name: 'chromium',
    open: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(asPromise(expression)),
    click: (selector) => page.click(selector),
    key: (text) => page.keyboard.type(text),
    close: () => browser.close(),
  };
}
