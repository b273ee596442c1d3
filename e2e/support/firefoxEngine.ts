// Firefox by puppeteer-core over WebDriver BiDi, because it drives the Firefox that users have and not a patched one.
import puppeteer from 'puppeteer-core';
import { findFirefox } from '../../scripts/findFirefox.mjs';
import { asPromise, type Engine } from './engine.ts';

/** Starts a headless Firefox; see {@link findFirefox} for which one. */
export async function openFirefox(): Promise<Engine> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: await findFirefox() });
  const page = await browser.newPage();
  return {
    name: 'firefox',
    open: async (url) => void (await page.goto(url)),
    evaluate: async <Value>(expression: string) => (await page.evaluate(asPromise(expression))) as Value,
    click: (selector) => page.click(selector),
    tap: (selector) => page.tap(selector),
    key: (text) => page.keyboard.type(text),
    close: () => browser.close(),
  };
}
