// Chromium by Playwright. Playwright turns the back/forward cache off and pretends that every page is focused; a test
// about hiding or restoring pages needs plainChromium instead.
import { chromium } from '@playwright/test';
import { findBrowser, sandboxSwitches } from '../../scripts/findBrowser.mjs';
import { asPromise, type Engine } from './engine.ts';

/** Starts a headless Chromium; see {@link findBrowser} for which one. */
export async function openChromium(): Promise<Engine> {
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: sandboxSwitches() });
  const page = await browser.newPage();
  return {
    name: 'chromium',
    open: async (url) => void (await page.goto(url)),
    evaluate: (expression) => page.evaluate(asPromise(expression)),
    click: (selector) => page.click(selector),
    tap: async (selector) => {
      // Playwright's own tap is for contexts that emulate a touch screen.
      const session = await page.context().newCDPSession(page);
      const {
        x = 0,
        y = 0,
        width = 0,
        height = 0,
      } = (await page.locator(selector).first().boundingBox()) ?? {};
      const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await session.detach();
    },
    key: (text) => page.keyboard.type(text),
    close: () => browser.close(),
  };
}
