// @ts-check
// Chromium as a person starts it: back/forward cache on, focus and visibility real. Playwright emulates both away.
import puppeteer from 'puppeteer-core';
import { findBrowser, sandboxSwitches } from './findBrowser.mjs';

/**
 * Starts headless Chromium with none of an automation library's switches.
 * @param {string} profile A folder, which stays.
 * @param {import('puppeteer-core').LaunchOptions} [options]
 */
export async function launchPlainChromium(profile, options) {
  return puppeteer.launch({
    executablePath: await findBrowser(),
    ignoreDefaultArgs: true,
    args: [
      '--headless=new',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      ...sandboxSwitches(),
      'about:blank',
    ],
    // Puppeteer would fix the viewport, which emulates focus as Playwright does.
    defaultViewport: null,
    ...options,
  });
}
