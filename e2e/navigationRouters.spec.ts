// Routers of the frameworks, unconfigured: a click on a product is a click, a navigation under it, and a way back.
import { arrived } from './support/arrived.ts';
import { builtApp } from './support/builtApp.ts';
import type { ReceivedSpan } from './support/collector.ts';
import { needApps } from './support/readyApp.ts';
import { shops } from './support/shops.ts';
import { expect, test } from './support/test.ts';
import { clickText } from './support/visitShop.ts';

const navigationsIn = (spans: readonly ReceivedSpan[]) =>
  spans.filter(({ name }) => name.startsWith('navigation '));

for (const name of ['React 19', 'Vue 3', 'Svelte 5', 'Solid', 'Angular without zone.js'] as const) {
  test.describe(name, () => {
    const { app, output = 'dist' } = shops[name] as (typeof shops)[string];
    needApps(app);
    test('a routed click has one navigation, named by its route, and so has the way back', async ({
      engine,
      serve,
      collector,
    }) => {
      // The app's own Clew then finds the one that has all sources.
      const tag = `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"></script>`;
      const withTag = (html: string) => html.replace('<head>', `$&${tag}`);
      const server = await serve(await builtApp(`${app}/${output}`, collector, withTag));
      await engine.open(`${server.origin}/`);
      await arrived(engine, collector, (spans) => spans.some((span) => span.name === 'page load'));
      await clickText(engine, 'Ball of thread 2');
      await arrived(engine, collector, (spans) => navigationsIn(spans).length === 1);
      await clickText(engine, 'All products');
      const isDone = (spans: ReceivedSpan[]) =>
        spans.some((span) => span.name === 'click All products') && navigationsIn(spans).length > 1;
      const spans = await arrived(engine, collector, isDone);
      const found = navigationsIn(spans);
      expect(found.map((span) => span.name)).toEqual(['navigation /product/:id', 'navigation /']);
      for (const [index, click] of ['click Ball of thread 2', 'click All products'].entries()) {
        const { traceId, spanId } = spans.find((span) => span.name === click) as ReceivedSpan;
        expect(found[index]).toMatchObject({ traceId, parentSpanId: spanId });
      }
    });
  });
}
