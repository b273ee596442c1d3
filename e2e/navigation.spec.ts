// Navigations within the page: whose they are, what they are called, when they end, and which changes of address are none.
import { arrived, collectErrors } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

/** Where the Navigation API is taken away, the history is patched. */
const withoutApi = `<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>`;

const api: Routes = { '/api/call': (_request, response) => void setTimeout(() => response.end('ok'), 50) };

function page(collector: Collector, script: string, { early = '', body = '', data = '' } = {}): string {
  return `<!doctype html><title>Navigation</title><head>${collectErrors}${early}
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"
      data-capture="pageLoad,interactions,fetch,navigations" ${data}></script></head>
    <button id="go">Go</button><button id="back">Back</button>${body}<main></main>
    <script>
      const call = (name) => fetch('/api/call?' + name).then((response) => response.text());
      const show = (name) => (document.querySelector('main').textContent = name);
      document.querySelector('#back').onclick = () => history.back();
      ${script}
    </script>`;
}

const isNavigation = ({ name }: ReceivedSpan) => name.startsWith('navigation ');
const isInteraction = ({ attributes }: ReceivedSpan) => attributes['clew.interaction.type'] === 'click';

/** The one span that matches. */
function only(spans: readonly ReceivedSpan[], matches: (span: ReceivedSpan) => boolean): ReceivedSpan {
  const found = spans.filter(matches);
  expect(found.map(({ name }) => name)).toHaveLength(1);
  return found[0] as ReceivedSpan;
}

/** Waits for the page load's span, so that what follows is not part of it. */
async function open(engine: Engine, collector: Collector, url: string): Promise<void> {
  await engine.open(url);
  await arrived(engine, collector, (spans) => spans.some(({ name }) => name === 'page load'));
}

const engines = { 'the Navigation API': '', 'a patched history': withoutApi };

for (const [watched, early] of Object.entries(engines)) {
  test(`a click that goes forward to nothing ends, and the user's later way back is not linked to it (by ${watched})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const script = `go.onclick = () => { window.clickedAt = performance.now(); history.forward(); call('click'); };`;
    const shop = await serve({
      ...api,
      '/': page(collector, script, { early, body: '<iframe id="frame"></iframe>' }),
    });
    await open(engine, collector, `${shop.origin}/`);
    await engine.click('#go');
    const click = only(await arrived(engine, collector, (all) => all.some(isInteraction)), isInteraction);
    expect(click.attributes['clew.end_reason'], 'nothing was given up').toBeUndefined();
    expect(click.durationMs, 'what never came took no time').toBeLessThan(1_000);
    await expect.poll(() => engine.evaluate('performance.now() > clickedAt + 1200')).toBe(true);
    // As the user goes back: by no function that Clew sees.
    const back = 'frame.contentWindow.History.prototype.back.call(history)';
    await engine.evaluate(`void setTimeout(() => { history.pushState({}, '', '/two'); ${back}; }, 0)`);
    const isBack = ({ attributes }: ReceivedSpan) => attributes['browser.navigation.type'] === 'traverse';
    const spans = await arrived(engine, collector, (all) => all.some(isBack));
    expect(only(spans, isBack)).toMatchObject({ links: [], parentSpanId: '' });
  });

  test(`a click's navigation is its child, and its requests are the click's (by ${watched})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const script = `go.onclick = async () => {
      history.pushState({}, '', '/product/42?color=red#reviews');
      show('product');
      await call('details');
      call('reviews');
    };`;
    const shop = await serve({ ...api, '/': page(collector, script, { early }) });
    await open(engine, collector, `${shop.origin}/`);
    await engine.click('#go');
    const spans = await arrived(
      engine,
      collector,
      (all) => all.some(isInteraction) && all.some(isNavigation),
    );
    const click = only(spans, isInteraction);
    const navigation = only(spans, isNavigation);
    expect(navigation).toMatchObject({
      name: 'navigation /product/:id',
      traceId: click.traceId,
      parentSpanId: click.spanId,
      attributes: {
        'url.full': `${shop.origin}/product/42?color=REDACTED`,
        'clew.page_view.route': '/product/:id',
        'clew.navigation.from': '/',
        'browser.navigation.type': 'push',
        'browser.navigation.same_document': true,
        'browser.navigation.hash_change': false,
      },
    });
    expect(navigation.attributes['clew.end_reason'], 'nothing was given up').toBeUndefined();
    // Both requests are part of the view that the user waits for.
    const last = spans.find(({ parentSpanId, name }) => name === 'GET' && parentSpanId === click.spanId);
    expect(BigInt(navigation.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(last?.endTimeUnixNano ?? 0));
    expect(new Set(shop.requestsTo('/api/call').map(traceOf))).toEqual(new Set([click.traceId]));
    const load = only(spans, ({ name }) => name === 'page load');
    const view = navigation.attributes['clew.page_view.id'];
    expect(view).not.toBe(load.attributes['clew.page_view.id']);
    expect(view).toMatch(/^[\da-f]{16}$/);
    const logs = await collector.logs();
    const event = logs.find(({ spanId }) => spanId === navigation.spanId);
    expect(event).toMatchObject({
      eventName: 'browser.navigation',
      traceId: click.traceId,
      timeUnixNano: navigation.startTimeUnixNano,
      attributes: {
        'url.full': `${shop.origin}/product/42?color=REDACTED`,
        'browser.navigation.type': 'push',
        'browser.navigation.same_document': true,
        'browser.navigation.hash_change': false,
        'clew.page_view.id': view,
      },
    });
    expect(await engine.evaluate('pageErrors')).toEqual([]);
  });

  test(`a navigation that nobody caused is a trace of its own, with what follows from it (by ${watched})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const script = `window.later = () => setTimeout(() => {
      history.pushState({}, '', '/offers');
      show('offers');
      call('offers').then(() => call('prices'));
    });`;
    const shop = await serve({ ...api, '/': page(collector, script, { early }) });
    await open(engine, collector, `${shop.origin}/`);
    await engine.evaluate('void later()');
    const spans = await arrived(engine, collector, (all) => all.some(isNavigation));
    const navigation = only(spans, isNavigation);
    expect(navigation).toMatchObject({ name: 'navigation /offers', parentSpanId: '' });
    const calls = spans.filter(({ traceId }) => traceId === navigation.traceId);
    expect(calls.filter(({ parentSpanId }) => parentSpanId === navigation.spanId)).toHaveLength(2);
    const last = calls
      .map(({ endTimeUnixNano }) => BigInt(endTimeUnixNano))
      .sort()
      .at(-1);
    expect(BigInt(navigation.endTimeUnixNano)).toBe(last);
    // Quiet again: what the page does now is no part of it.
    await engine.evaluate(`call('poll')`);
    const later = await arrived(
      engine,
      collector,
      (all) => all.filter(({ name }) => name === 'GET').length > 2,
    );
    expect(new Set(later.filter(({ name }) => name === 'GET').map(({ traceId }) => traceId)).size).toBe(2);
  });

  test(`going back is the child of the click that asked for it, and so is what the router then loads (by ${watched})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const script = `addEventListener('popstate', () => { show(location.pathname); call('loader'); });
      history.pushState({}, '', '/product/42');`;
    const shop = await serve({ ...api, '/list': page(collector, script, { early }) });
    await open(engine, collector, `${shop.origin}/list`);
    await engine.click('#back');
    const isBack = ({ attributes }: ReceivedSpan) => attributes['browser.navigation.type'] === 'traverse';
    const spans = await arrived(engine, collector, (all) => all.some(isInteraction) && all.some(isBack));
    const click = only(spans, isInteraction);
    expect(only(spans, isBack)).toMatchObject({
      name: 'navigation /list',
      traceId: click.traceId,
      parentSpanId: click.spanId,
      attributes: { 'clew.navigation.from': '/product/:id' },
    });
    expect(shop.requestsTo('/api/call').map(traceOf)).toEqual([click.traceId]);
  });

  test(`a hash router's links are navigations, anchors are none (by ${watched})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const body = `<a id="anchor" href="#reviews">Reviews</a> <a id="link" href="#/product/42?tab=1">Product</a>`;
    const script = `addEventListener('hashchange', () => { show(location.hash); call('loader' + location.hash[1]); });`;
    const shop = await serve({ ...api, '/': page(collector, script, { early, body }) });
    await open(engine, collector, `${shop.origin}/`);
    await engine.click('#anchor');
    await expect.poll(() => shop.requestsTo('/api/call').length).toBe(1);
    await engine.click('#link');
    const spans = await arrived(
      engine,
      collector,
      (all) => all.some(({ name }) => name === 'click Product') && all.some(isNavigation),
    );
    const click = only(spans, ({ name }) => name === 'click Product');
    expect(only(spans, isNavigation)).toMatchObject({
      name: 'navigation /#/product/:id',
      traceId: click.traceId,
      parentSpanId: click.spanId,
      attributes: { 'browser.navigation.hash_change': true },
    });
    expect(traceOf(shop.requestsTo('/api/call')[1])).toBe(click.traceId);
  });

  test(`a router's redirect is one navigation, to where it ends (by ${watched})`, async ({
    engine,
    serve,
    collector,
  }) => {
    const script = `go.onclick = async () => {
      history.pushState({}, '', '/account');
      await call('session');
      history.replaceState({}, '', '/login/1');
      show('login');
    };
    history.replaceState({}, '', '/home');`;
    const shop = await serve({ ...api, '/': page(collector, script, { early }) });
    await open(engine, collector, `${shop.origin}/`);
    await engine.click('#go');
    const spans = await arrived(
      engine,
      collector,
      (all) => all.some(isInteraction) && all.some(isNavigation),
    );
    expect(only(spans, isNavigation)).toMatchObject({
      name: 'navigation /login/:id',
      attributes: {
        'url.full': `${shop.origin}/login/1`,
        'clew.page_view.route': '/login/:id',
        // The page load was redirected too: that is no navigation either.
        'clew.navigation.from': '/home',
      },
    });
    const events = (await collector.logs()).filter(({ eventName }) => eventName === 'browser.navigation');
    expect(events.map(({ attributes }) => attributes['url.full'])).toContain(`${shop.origin}/login/1`);
    expect(events).toHaveLength(2);
  });

  test(`what only changes state, anchor or filters is no navigation (by ${watched})`, async ({
    engine,
    serve,
    collector,
  }) => {
    const script = `go.onclick = async () => {
      history.replaceState({ scroll: 100 }, '');
      history.pushState({ dialog: true }, '');
      history.replaceState({}, '', '?filter=blue');
      history.pushState({}, '', '#details');
      history.replaceState({}, '', '/');
      await call('done');
    };`;
    const shop = await serve({ ...api, '/': page(collector, script, { early }) });
    await open(engine, collector, `${shop.origin}/`);
    await engine.click('#go');
    const spans = await arrived(engine, collector, (all) => all.some(isInteraction));
    expect(spans.filter(isNavigation)).toEqual([]);
    const views = new Set(spans.map(({ attributes }) => attributes['clew.page_view.id']));
    expect(views.size).toBe(1);
  });
}

test('another query is another view, unless it was only replaced', async ({ engine, serve, collector }) => {
  const script = `go.onclick = async () => { history.pushState({}, '', '?page=2'); await call('page'); };`;
  const shop = await serve({ ...api, '/list': page(collector, script) });
  await open(engine, collector, `${shop.origin}/list`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, (all) => all.some(isNavigation));
  expect(only(spans, isNavigation)).toMatchObject({
    name: 'navigation /list',
    attributes: { 'url.full': `${shop.origin}/list?page=REDACTED` },
  });
});

test('a navigation that another one replaces ends there', async ({ engine, serve, collector }) => {
  const script = `go.onclick = async () => {
    history.pushState({}, '', '/first');
    await call('first');
    history.pushState({}, '', '/second');
    await call('second');
  };
  window.later = () => setTimeout(() => { history.pushState({}, '', '/third'); call('third');
    setTimeout(() => { history.pushState({}, '', '/fourth'); call('fourth'); }, 10); });`;
  const shop = await serve({ ...api, '/': page(collector, script) });
  await open(engine, collector, `${shop.origin}/`);
  await engine.click('#go');
  await arrived(engine, collector, (all) => all.filter(isNavigation).length === 2);
  await engine.evaluate('void later()');
  const spans = await arrived(engine, collector, (all) => all.filter(isNavigation).length === 4);
  const [first, second, third, fourth] = spans.filter(isNavigation) as [
    ReceivedSpan,
    ReceivedSpan,
    ReceivedSpan,
    ReceivedSpan,
  ];
  for (const ended of [first, third]) expect(ended.attributes['clew.end_reason']).toBe('superseded');
  expect(first.endTimeUnixNano).toBe(second.startTimeUnixNano);
  expect(second.traceId).toBe(first.traceId);
  expect(fourth).toMatchObject({ name: 'navigation /fourth', parentSpanId: '' });
  expect(fourth.traceId).not.toBe(third.traceId);
  const [call] = shop.requestsTo('/api/call').filter(({ query }) => query.has('fourth'));
  expect(traceOf(call)).toBe(fourth.traceId);
  const views = spans.filter(isNavigation).map(({ attributes }) => attributes['clew.page_view.id']);
  expect(new Set(views).size).toBe(4);
});

test('patterns of the page name its routes', async ({ engine, serve, collector }) => {
  const script = `go.onclick = async () => { history.pushState({}, '', '/product/blue-ball'); await call('it'); };`;
  const shop = await serve({
    ...api,
    '/': page(collector, script, { data: 'data-routes="/product/:slug, /account/*"' }),
  });
  await open(engine, collector, `${shop.origin}/`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, (all) => all.some(isNavigation));
  expect(only(spans, isNavigation).name).toBe('navigation /product/:slug');
});

test('a navigation that is open when the page is left ends there', async ({
  page: tab,
  serve,
  collector,
}) => {
  const script = `go.onclick = async () => { history.pushState({}, '', '/slow'); await new Promise(() => {}); };
    window.later = () => setTimeout(() => { history.pushState({}, '', '/later'); call('never'); });`;
  const shop = await serve({
    '/api/call': () => {},
    '/': page(collector, script),
    '/next': '<!doctype html><title>Next</title>',
  });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  await tab.goto(`${shop.origin}/next`);
  const left = await collector.spanWhere(({ name }) => name === 'navigation /slow');
  expect(left.attributes['clew.end_reason']).toBe('hide');
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate('void later()');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(1);
  await tab.goto(`${shop.origin}/next`);
  const own = await collector.spanWhere(({ name }) => name === 'navigation /later');
  expect(own.attributes['clew.end_reason']).toBe('hide');
});

function traceOf(request: { headers: Record<string, unknown> } | undefined): string {
  return String(request?.headers.traceparent).split('-')[1] ?? 'none';
}
