import { defineConfig } from '@playwright/test';
import type { EngineName } from './e2e/support/engine.ts';
import { everyEngine, slow } from './e2e/support/test.ts';
import { findBrowser, sandboxSwitches } from './scripts/findBrowser.mjs';

// Chromium runs every test. Firefox and WebKit, driven by e2e/support/engines.ts, run those that say so.
export default defineConfig<object, { engineName: EngineName }>({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  timeout: 30_000,
  // scripts/testReports.mjs says what becomes of a test that fails.
  retries: 0,
  ...(process.env.CI ? {} : { grepInvert: new RegExp(slow) }),
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: { launchOptions: { executablePath: await findBrowser(), args: sandboxSwitches() } },
  projects: [
    { name: 'chromium', use: { engineName: 'chromium' } },
    { name: 'firefox', use: { engineName: 'firefox' }, grep: new RegExp(everyEngine) },
    { name: 'webkit', use: { engineName: 'webkit' }, grep: new RegExp(everyEngine) },
  ],
});
