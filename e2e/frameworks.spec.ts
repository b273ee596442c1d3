// The example apps of demo/apps, as their own toolchains build them: whatever a framework does between a click and a
// request, the request is the click's. Judged by the traceparent that the server received and by the root of that trace.
import { collectErrors } from './support/arrived.ts';
import { builtApp } from './support/builtApp.ts';
import { needApps } from './support/readyApp.ts';
import { shops } from './support/shops.ts';
import { everyEngine, expect, test } from './support/test.ts';
import { isKept, table, visitShop } from './support/visitShop.ts';

const threeClicks = [1, 2, 3].map((id) => ({
  click: `Stock of ${id}`,
  idiom: 'clicks in quick succession',
  asks: [`/api/stock/${id}`, `/api/stock/${id}/branches`],
}));

for (const [name, { app, output = 'dist', steps, edit = (html: string) => html }] of Object.entries(shops)) {
  test.describe(name, () => {
    needApps(app);
    test('every request belongs to the click that caused it', { tag: everyEngine }, async ({
      engine,
      engineName,
      serve,
      collector,
    }) => {
      test.setTimeout(60_000);
      const withErrors = (html: string) => edit(html).replace('<head>', `$&${collectErrors}`);
      const server = await serve(await builtApp(`${app}/${output}`, collector, withErrors));
      await engine.open(`${server.origin}/`);
      const verdicts = await visitShop(engine, server, collector, steps);
      console.log(`${engineName}, ${name}\n${table(verdicts)}`);
      expect(verdicts.filter((verdict) => !isKept(verdict))).toEqual([]);
    });

    // Angular runs the effects of several clicks in one timer, the first one's: docs/async-context.md, "What it cannot see".
    if (name.startsWith('Angular') || !steps.some(({ click }) => click === 'Stock of 1')) return;
    test('three clicks in quick succession keep apart', { tag: everyEngine }, async ({
      engine,
      serve,
      collector,
    }) => {
      // Answers that come together are rendered together, whoever asked.
      const server = await serve(await builtApp(`${app}/${output}`, collector, edit, { apartMs: 300 }));
      await engine.open(`${server.origin}/`);
      const verdicts = await visitShop(engine, server, collector, threeClicks, 'without waiting');
      expect(verdicts.filter((verdict) => !isKept(verdict))).toEqual([]);
    });
  });
}
