// Example apps are installed by those who work on them, and in CI; nobody else's `npm test` waits for five toolchains.
import { buildApps, isInstalled } from '../../demo/apps/build.mjs';
import { test } from './test.ts';

/** Has the tests of this file find `apps` built with the Clew of dist/, or skips them where that was never asked for. */
export function needApps(...apps: string[]): void {
  const missing = apps.filter((app) => !isInstalled(app));
  test.skip(
    missing.length > 0 && !process.env.CI,
    `node demo/apps/build.mjs ${missing.join(' ')} was never run`,
  );
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    await buildApps(apps);
  });
}
