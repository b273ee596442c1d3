// Angular's change detection runs as often with Clew as without it: for what a visitor does, and not at all while the
// page is idle.
import { builtApp } from './support/builtApp.ts';
import type { Engine } from './support/engine.ts';
import { needApps } from './support/readyApp.ts';
import type { PageServer } from './support/servePages.ts';
import { type Shop, shops } from './support/shops.ts';
import { expect, test } from './support/test.ts';
import { clickText } from './support/visitShop.ts';

needApps('angular');

/** A page on which a copy of Clew runs already: `init` of the next one does nothing. */
const withoutClew = (html: string) =>
  html.replace('<head>', "$&<script>window[Symbol.for('clew.handle')] = {}</script>");

const changeDetections = 'window.changeDetections ?? 0';
const settled = (engine: Engine) => engine.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');

/** How many change detections each step led to, and two idle seconds at the end. */
async function count(engine: Engine, server: PageServer, { steps }: Shop): Promise<Record<string, number>> {
  await engine.open(`${server.origin}/`);
  await expect.poll(() => engine.evaluate(changeDetections)).toBeGreaterThan(0);
  await settled(engine);
  const counts: Record<string, number> = {};
  let before = await engine.evaluate<number>(changeDetections);
  const note = async (what: string) => {
    const now = await engine.evaluate<number>(changeDetections);
    counts[what] = now - before;
    before = now;
  };
  for (const { click, asks } of steps) {
    const asked = asks.map((path) => server.requestsTo(path).length);
    await clickText(engine, click);
    await expect
      .poll(() => asks.every((path, index) => server.requestsTo(path).length > (asked[index] ?? 0)))
      .toBe(true);
    await settled(engine);
    await note(click);
  }
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 2_000))');
  await note('idle');
  return counts;
}

const bare = {
  'dist/zoneless': shops['Angular without zone.js'] as Shop,
  'dist/zone': shops['Angular, zone.js before Clew'] as Shop,
};

for (const [name, shop] of Object.entries(shops).filter(([, { app }]) => app === 'angular')) {
  test(`${name}: change detection runs as often as without Clew`, async ({ engine, serve, collector }) => {
    test.setTimeout(60_000);
    const output = shop.output as keyof typeof bare;
    const withoutIt = await serve(await builtApp(`angular/${output}`, collector, withoutClew));
    const withIt = await serve(await builtApp(`angular/${output}`, collector, shop.edit));
    const expected = await count(engine, withoutIt, bare[output]);
    expect(withoutIt.requestsTo('/otlp/v1/traces'), 'Clew is off').toEqual([]);
    const counts = await count(engine, withIt, shop);
    console.log(name, counts);
    expect(counts).toEqual(expected);
    // The timer of the test itself is one of the page's to zone.js: its end is one change detection, in both.
    expect(counts.idle).toBeLessThanOrEqual(1);
    expect(withIt.requestsTo('/api/cart')[0]?.headers.traceparent, 'Clew is on').toMatch(/^00-/);
  });
}
