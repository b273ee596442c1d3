// Picks an engine by name.
import { openChromium } from './chromiumEngine.ts';
import type { Engine, EngineName } from './engine.ts';
import { openFirefox } from './firefoxEngine.ts';
import { openWebKit } from './webKitEngine.ts';

const openers: Record<EngineName, () => Promise<Engine>> = {
  chromium: openChromium,
  firefox: openFirefox,
  webkit: openWebKit,
};

/**
 * Starts a browser with one page.
 * Rejects when that engine is not installed; the message says what to run.
 */
export function openEngine(name: EngineName): Promise<Engine> {
  return openers[name]();
}
