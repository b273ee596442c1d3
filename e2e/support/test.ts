// Playwright's `test` with what Clew's browser tests share: page servers that end with the test, and the engine of the
// running project. Tests about one engine's own abilities take Playwright's `page` as usual.
import { test as base } from '@playwright/test';
import { type Collector, openCollector } from './collector.ts';
import type { Engine, EngineName } from './engine.ts';
import { openEngine } from './engines.ts';
import { type PageServer, type Routes, type ServeOptions, servePages } from './servePages.ts';

interface TestFixtures {
  /** Serves pages on an origin of their own; call it again for a second origin. All end with the test. */
  serve: (routes: Routes, options?: ServeOptions) => Promise<PageServer>;
  /** An empty collector; its `url` is what a page gives Clew as its endpoint. */
  collector: Collector;
}

interface WorkerFixtures {
  /** Set by each project in playwright.config.ts. */
  engineName: EngineName;
  /** The project's browser, kept for all tests of a worker; a fresh origin keeps them apart. */
  engine: Engine;
}

/** Marks a test for every engine: `test('...', { tag: everyEngine }, ...)`. Without it a test runs in Chromium only. */
export const everyEngine = '@everyEngine';

/** Marks a test that takes minutes: CI runs it, `npm test` does not. */
export const slow = '@slow';

/** Marks a test of what must never happen: failing once is a defect, however often it passes afterwards. */
export const everyTime = '@everyTime';

/** See {@link TestFixtures} and {@link WorkerFixtures} for what it adds. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  engineName: ['chromium', { option: true, scope: 'worker' }],
  engine: [
    async ({ engineName }, use) => {
      const engine = await openEngine(engineName);
      await use(engine);
      await engine.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
  collector: async ({}, use) => {
    const collector = await openCollector();
    await use(collector);
    await collector.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
  serve: async ({}, use) => {
    const servers: PageServer[] = [];
    await use(async (routes, options) => {
      const server = await servePages(routes, options);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.stop()));
  },
});

export { expect } from '@playwright/test';
