import { defineConfig } from '@playwright/test';
import { findBrowser, sandboxSwitches } from '../scripts/findBrowser.mjs';

// Apart from the main configuration, so that `npm test` needs none of the stack's toolchains.
export default defineConfig({
  testDir: 'test',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/stack',
  timeout: 120_000,
  retries: 0,
  projects: [{ name: 'stack' }],
  // One stack, started once, for all tests.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: { launchOptions: { executablePath: await findBrowser(), args: sandboxSwitches() } },
});
