// Chromium as a person starts it: back/forward cache on, focus and visibility real. Playwright emulates both away, so
// tests about hiding, freezing and restoring pages use this.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../../scripts/findBrowser.mjs';
import { sandboxSwitches } from './sandbox.ts';

/** A running browser and the way to end it. */
export interface PlainChromium {
  readonly browser: Browser;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/**
 * Starts headless Chromium with none of an automation library's switches.
 * To hide a page for real, open a second one in the same window and call its `bringToFront()`.
 */
export async function openPlainChromium(): Promise<PlainChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'clew-chromium-'));
  const browser = await puppeteer.launch({
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
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
