// @ts-check
// The browsers of the matrix: Chromium as a person starts it, Firefox over WebDriver BiDi, and WebKit as far as its driver goes.
import { mkdtemp, rm } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { findFirefox } from '../scripts/findFirefox.mjs';
import { launchPlainChromium } from '../scripts/launchPlainChromium.mjs';

/**
 * What cases use of puppeteer's pages and of what keeps people apart. WebKit's have no more than this.
 * @typedef {import('puppeteer-core').Page} Page
 * @typedef {Pick<import('puppeteer-core').BrowserContext, 'newPage' | 'pages' | 'close'>} Person
 * @typedef {{ newPerson(): Promise<Person>, close(): Promise<void> }} Browser
 * @typedef {'chromium' | 'firefox' | 'webkit'} EngineName
 */

/**
 * Chromium with nothing an automation library would add, so that hiding, freezing and caches are real.
 * @param {string} [profile] a folder that another one left behind.
 */
export async function launchChromium(profile) {
  const folder = profile ?? (await mkdtemp(join(tmpdir(), 'clew-faults-')));
  const browser = await launchPlainChromium(folder, { protocolTimeout: 120_000 });
  return {
    browser,
    folder,
    newPerson: () => browser.createBrowserContext(),
    /** As the system does it when memory is short: no event, no farewell. */
    kill() {
      const pid = browser.process()?.pid;
      if (pid) process.kill(-pid, 'SIGKILL');
    },
    async close() {
      await browser.close().catch(() => {});
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @returns {Promise<Browser>} */
async function launchFirefox() {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: await findFirefox() });
  return { newPerson: () => browser.createBrowserContext(), close: () => browser.close() };
}

/** A browser for each person, with one tab: that is what its driver keeps apart. @returns {Promise<Browser>} */
async function launchWebKit() {
  register('./loadTypeScript.mjs', import.meta.url);
  const { openWebKit } = await import('../e2e/support/webKitEngine.ts');
  return {
    async newPerson() {
      const engine = await openWebKit();
      const page = /** @type {Page} */ (
        /** @type {unknown} */ ({
          goto: engine.open,
          evaluate: engine.evaluate,
          // What it would tell, the page keeps itself.
          on() {},
          // Its only tab: the next visit goes on in it.
          close: () => engine.open('about:blank'),
        })
      );
      return { newPage: async () => page, pages: async () => [page], close: engine.close };
    },
    async close() {},
  };
}

/** By name. @type {Record<EngineName, () => Promise<Browser>>} */
export const launch = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };

/** What a case may need, and the engines that have it. @type {Record<string, readonly EngineName[]>} */
export const abilities = {
  DevTools: ['chromium'],
  'a network to switch off': ['chromium', 'firefox'],
  tabs: ['chromium', 'firefox'],
  // WebKit loses most of what is written when a page is left, Firefox of what is when its tab is closed.
  'time to write when left': ['chromium', 'firefox'],
  'time to write when closed': ['chromium'],
  'a driver that goes back': ['chromium'],
  // Firefox sends `keepalive` requests past it.
  'a service worker that sees all': ['chromium', 'webkit'],
};
