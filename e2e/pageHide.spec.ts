// The last moments of a page: what its user did there arrives, whether they navigate, switch tabs or close the tab.
// And the page stays as eligible for the back/forward cache as it was.
import type { Page } from 'puppeteer-core';
import { interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import { openPlainChromium } from './support/plainChromium.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { test as base, everyEngine, expect } from './support/test.ts';

/** The origin of the page below, and Chromium as a person starts it, with one tab. */
const test = base.extend<{ shop: PageServer; tab: Page }>({
  shop: async ({ serve, collector }, use) => use(await serve(routes(collector))),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
  tab: async ({}, use) => {
    const { browser, close } = await openPlainChromium();
    await use(await browser.newPage());
    await close();
  },
});

/** Counts the listeners that anybody adds for a page's end; goes before Clew. */
const countListeners = `<script>
  // The last moment in which a page can end spans: after that there is only the hiding itself.
  addEventListener('pagehide', () => window.leaving && spansOf(leaving), true);
  window.listeners = {};
  { const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      if (/hide|unload|visibility|freeze|resume/.test(type)) listeners[type] = (listeners[type] ?? 0) + 1;
      return add.call(this, type, ...rest);
    }; }
  addEventListener('pageshow', (event) => (window.restored = event.persisted));
</script>`;

function routes(collector: Collector): Routes {
  return {
    '/': `<!doctype html><title>Leaving</title><head>${countListeners}
      <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,fetch,xhr"></script></head>
      <body><button id="fetch">Fetch</button><a id="leave" href="/next">Leave</a><script>
        document.getElementById('fetch').onclick = () => fetch('/api/slow');
        leave.onclick = () => { fetch('/api/slow'); };
        const tracer = clew.trace.getTracer('page');
        window.spansOf = (count) => { for (let i = 0; i < count; i++)
          tracer.startSpan('item ' + i, { attributes: { 'item.position': i, 'item.label': 'something of usual length' } }).end(); };
        window.goneWith = (count) => { window.leaving = count; location.href = '/next'; };
      </script>`,
    // Firefox and WebKit cancel requests when the navigation begins, and hide the page when it is answered.
    '/next': (_request, response) =>
      void setTimeout(
        () =>
          response.setHeader('content-type', 'text/html').end('<!doctype html><title>Next</title><p>Next'),
        400,
      ),
    '/api/slow': (_request, response) => void setTimeout(() => response.end('slow'), 3_000),
  };
}

/** Waits until spans that `isComplete` accepts have arrived, without the page's help: it may be gone. */
async function arrivedAlone(
  collector: Collector,
  isComplete: (spans: ReceivedSpan[]) => boolean,
): Promise<ReceivedSpan[]> {
  let spans: ReceivedSpan[] = [];
  const names = async () => {
    spans = await collector.spans();
    return isComplete(spans) ? 'complete' : spans.map(({ name }) => name).join();
  };
  // Well before the batch timer of a page that was only hidden.
  await expect.poll(names, { timeout: 4_000, intervals: [50] }).toBe('complete');
  return spans;
}

/** A click and its request have arrived, and belong together. */
const isJoined = (spans: ReceivedSpan[]) => {
  const [click] = interactionsIn(spans);
  return spans.some(({ name, parentSpanId }) => name === 'GET' && parentSpanId === click?.spanId);
};

/** Numbers of the `item` spans that have arrived, each once. */
async function itemsIn(collector: Collector): Promise<number> {
  const items = (await collector.spans()).filter(({ name }) => name.startsWith('item'));
  return new Set(items.map(({ spanId }) => spanId)).size;
}

test('a click that leaves the page arrives with its request in flight', { tag: everyEngine }, async ({
  engine,
  shop,
  collector,
}) => {
  await engine.open(`${shop.origin}/`);
  await engine.click('#leave');
  const spans = await arrivedAlone(collector, isJoined);
  expect(interactionsIn(spans)[0]?.attributes).toMatchObject({ 'clew.end_reason': 'hide' });
  await expect.poll(() => engine.evaluate('document.title')).toBe('Next');
});

test('a request that the navigation cancels is no failure', { tag: everyEngine }, async ({
  engine,
  shop,
  collector,
}) => {
  await engine.open(`${shop.origin}/`);
  await engine.click('#leave');
  const request = (await arrivedAlone(collector, isJoined)).find(({ name }) => name === 'GET');
  expect([request?.status.code ?? 0, request?.attributes['error.type']]).toEqual([0, undefined]);
  expect(request?.attributes).not.toHaveProperty(['http.response.status_code']);
});

test('another page opened right after a click takes nothing away', { tag: everyEngine }, async ({
  engine,
  shop,
  collector,
}) => {
  await engine.open(`${shop.origin}/`);
  await engine.click('#fetch');
  await engine.open(`${shop.origin}/next`);
  await arrivedAlone(collector, isJoined);
});

for (const count of [1, 50]) {
  test(`${count} spans finished as the page is left arrive`, { tag: everyEngine }, async ({
    engine,
    shop,
    collector,
  }) => {
    await engine.open(`${shop.origin}/`);
    // Leaving may end the evaluation before it has answered.
    await engine.evaluate(`setTimeout(() => goneWith(${count}), 20) && undefined`).catch(() => {});
    await expect.poll(() => itemsIn(collector), { timeout: 5_000 }).toBe(count);
    await expect.poll(() => engine.evaluate('document.title')).toBe('Next');
  });
}

for (const count of [1, 50, 200]) {
  test(`${count} spans finished as the page is left arrive from plain Chromium`, async ({
    tab,
    shop,
    collector,
  }) => {
    await tab.goto(`${shop.origin}/`);
    await tab.evaluate(`setTimeout(() => goneWith(${count}), 20) && undefined`);
    await expect.poll(() => itemsIn(collector), { timeout: 5_000 }).toBe(count);
  });

  test(`${count} finished spans survive the close of the tab`, async ({ tab, shop, collector }) => {
    await tab.goto(`${shop.origin}/`);
    // The browser stays: it is what sends the rest.
    await tab.browser().newPage();
    await tab.evaluate(`spansOf(${count})`);
    await tab.close();
    await expect.poll(() => itemsIn(collector), { timeout: 5_000 }).toBe(count);
  });
}

test('a tab that is closed sends the click and its request in flight', async ({ tab, shop, collector }) => {
  await tab.goto(`${shop.origin}/`);
  await tab.browser().newPage();
  await tab.bringToFront();
  await tab.click('#fetch');
  await tab.close();
  await arrivedAlone(collector, isJoined);
});

test('a tab that is switched away from sends at once, and lives on', async ({ tab, shop, collector }) => {
  await tab.goto(`${shop.origin}/`);
  await tab.click('#fetch');
  await tab.evaluate('spansOf(3)');
  const second = await tab.browser().newPage();
  await second.bringToFront();
  await arrivedAlone(collector, (spans) => isJoined(spans) && spans.length === 5);
  await tab.bringToFront();
  await tab.click('#fetch');
  await tab.evaluate('spansOf(2)');
  await second.bringToFront();
  const spans = await arrivedAlone(collector, (all) => interactionsIn(all).length > 1);
  expect(new Set(spans.map(({ spanId }) => spanId)).size, 'nothing is sent twice').toBe(spans.length);
  await expect.poll(() => itemsIn(collector)).toBe(5);
});

test('what ends in a listener of the page after Clew’s own arrives too', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const late = `<script>
    const end = (name) => () => tracer.startSpan(name).end();
    addEventListener('pagehide', end('late pagehide'));
    document.addEventListener('visibilitychange', end('late visibilitychange'));
  </script>`;
  const pages = routes(collector);
  const shop = await serve({ ...pages, '/': `${pages['/']}${late}` });
  await engine.open(`${shop.origin}/`);
  await engine.open(`${shop.origin}/next`);
  await arrivedAlone(collector, (spans) => spans.filter(({ name }) => name.startsWith('late')).length >= 2);
});

for (const persist of [true, false]) {
  const where = persist ? 'with a disk' : 'without a disk';
  test(`what ends as a page is left with a request in flight arrives, and that request's spans once: ${where}`, {
    tag: everyEngine,
  }, async ({ engine, serve }) => {
    // The browser ends its part of the request before Clew's own listener runs.
    const earlier = `<script>addEventListener('pagehide', () => {}, true)</script>`;
    const received: string[] = [];
    const collector = await serve(
      {
        '/v1/traces': ({ body }, response) => {
          received.push(
            ...Array.from(String(body).matchAll(/"name":"((?:early|late)\d+)"/g), ([, name]) => `${name}`),
          );
          setTimeout(() => response.end('{}'), 150);
        },
      },
      { cors: { allowOrigin: 'caller', allowHeaders: 'content-type, content-encoding' } },
    );
    const shop = await serve({
      '/': `<!doctype html><title>Leaving</title>${earlier}
        <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.origin}" data-capture="" data-persist="${persist}"></script>
        <script>window.make = (name, count) => { for (let i = 0; i < count; i++) clew.trace.getTracer('t').startSpan(name + i).end(); };
          window.leave = () => { make('early', 5); void clew.flush(); setTimeout(() => { make('late', 5); location.href = '/next'; }, 80); };</script>`,
      '/next': '<!doctype html><title>Next</title>',
    });
    await engine.open(`${shop.origin}/`);
    await engine.evaluate(`make('warm', 1)`);
    await engine.evaluate('clew.flush()');
    await engine.evaluate('setTimeout(leave, 20) && undefined').catch(() => {});
    const names = (name: string) => Array.from({ length: 5 }, (_, i) => name + i);
    await expect.poll(() => received.filter((name) => name.startsWith('late')).sort()).toEqual(names('late'));
    // A second time would come at the latest with the page's end.
    await expect.poll(() => engine.evaluate('document.title')).toBe('Next');
    expect(received.filter((name) => name.startsWith('early')).sort()).toEqual(names('early'));
  });
}

test('a page comes back from the back/forward cache and goes on', async ({ tab, shop, collector }) => {
  await tab.goto(`${shop.origin}/`);
  for (let visit = 1; visit <= 3; visit++) {
    await tab.evaluate(`window.visits = (window.visits ?? 0) + 1; spansOf(4)`);
    await tab.goto(`${shop.origin}/next`);
    await tab.goBack();
    await expect.poll(() => tab.evaluate('[window.restored, window.visits]')).toEqual([true, visit]);
    await expect.poll(() => itemsIn(collector)).toBe(4 * visit);
  }
  await tab.click('#fetch');
  await tab.goto(`${shop.origin}/next`);
  await arrivedAlone(collector, isJoined);
});

test('nothing listens for unload, and for each end of the page one listener', async ({ tab, shop }) => {
  await tab.goto(`${shop.origin}/`);
  expect(await tab.evaluate('listeners')).toEqual({
    visibilitychange: 1,
    pagehide: 1,
    freeze: 1,
  });
});
