// Chromium as a person starts it: back/forward cache on, focus and visibility real. Playwright emulates both away, so
// tests about hiding, freezing and restoring pages use this.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchPlainChromium } from '../../scripts/launchPlainChromium.mjs';

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
  const browser = await launchPlainChromium(profile);
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
