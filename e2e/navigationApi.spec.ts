// Routers on the Navigation API: a link that is intercepted, a navigation that is given up, the browser's own buttons.
import { arrived, collectErrors } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void setTimeout(() => response.end('ok'), 50) };

const page = (
  collector: Collector,
  script: string,
) => `<!doctype html><title>Router</title><head>${collectErrors}
  <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"
    data-capture="pageLoad,interactions,fetch,navigations"></script></head>
  <a id="product" href="/product/42">Product</a> <a id="refused" href="/refused">Refused</a><main></main>
  <script>
    const call = (name) => fetch('/api/call?' + name).then((response) => response.text());
    ${script}
  </script>`;

/** A router of the newer kind: no click listener, no history method. */
const router = `window.navigation?.addEventListener('navigate', (event) => {
    if (!event.canIntercept || event.hashChange) return;
    if (event.destination.url.endsWith('/refused')) return event.preventDefault();
    event.intercept({
      async handler() {
        await call('loader');
        document.querySelector('main').textContent = location.pathname;
      },
    });
  });`;

const isNavigation = ({ name }: ReceivedSpan) => name.startsWith('navigation ');
const traceOf = ({ headers }: { headers: Record<string, unknown> }) =>
  String(headers.traceparent).split('-')[1];

test('what a router does for an intercepted link is of the click', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(collector, router) });
  await engine.open(`${shop.origin}/`);
  test.skip(!(await engine.evaluate(`'navigation' in window`)), 'this engine has no Navigation API');
  await arrived(engine, collector, (spans) => spans.some(({ name }) => name === 'page load'));
  await engine.click('#refused');
  await engine.click('#product');
  const spans = await arrived(
    engine,
    collector,
    (all) => all.some(({ name }) => name === 'click Product') && all.some(isNavigation),
  );
  const click = spans.find(({ name }) => name === 'click Product');
  const found = spans.filter(isNavigation);
  expect(
    found.map(({ name }) => name),
    'what was refused is none',
  ).toEqual(['navigation /product/:id']);
  expect(found[0]).toMatchObject({ traceId: click?.traceId, parentSpanId: click?.spanId });
  expect(shop.requestsTo('/api/call').map(traceOf)).toEqual([click?.traceId]);
  expect(await engine.evaluate(`document.querySelector('main').textContent`)).toBe('/product/42');
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});

for (const [kind, script] of Object.entries({
  'the Navigation API': router,
  popstate: `addEventListener('popstate', async () => { await call('loader'); await call('more'); });`,
})) {
  test(`the browser's back button begins a trace, in which a router on ${kind} works`, async ({
    page: tab,
    serve,
    collector,
  }) => {
    const shop = await serve({ ...api, '/list': page(collector, script) });
    await tab.goto(`${shop.origin}/list`);
    await arrived(tab, collector, (spans) => spans.some(({ name }) => name === 'page load'));
    await tab.evaluate(`void setTimeout(() => history.pushState({}, '', '/product/42'))`);
    await arrived(tab, collector, (spans) => spans.some(isNavigation));
    const before = shop.requestsTo('/api/call').length;
    await tab.goBack();
    const isBack = ({ attributes }: ReceivedSpan) => attributes['browser.navigation.type'] === 'traverse';
    const spans = await arrived(tab, collector, (all) => all.some(isBack));
    const back = spans.find(isBack);
    expect(back).toMatchObject({ name: 'navigation /list', parentSpanId: '' });
    const traces = shop.requestsTo('/api/call').slice(before).map(traceOf);
    expect(traces).toEqual(kind === 'popstate' ? [back?.traceId, back?.traceId] : [back?.traceId]);
    const last = spans.filter(({ traceId, name }) => traceId === back?.traceId && name === 'GET').at(-1);
    expect(BigInt(back?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(last?.endTimeUnixNano ?? 0));
  });
}
