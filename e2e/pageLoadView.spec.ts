// What a page load says beyond its times: the view it began, its responses, where they came from.
import { arrived } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import { openPlainChromium } from './support/plainChromium.ts';
import { everyEngine, expect, test } from './support/test.ts';

const page = ({ url }: Collector, body = '') =>
  `<!doctype html><title>View</title><head><link rel="icon" href="data:,">
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}"></script></head>${body}`;

const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

test('each load begins a page view, which everything recorded carries', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/view': page(collector, '<button>Go</button><script>fetch("/api").then((r) => r.text())</script>'),
    '/api': (_request, response) => void response.end('ok'),
  });
  for (const visit of [1, 2]) {
    await engine.open(`${shop.origin}/view?visit=${visit}`);
    await arrived(
      engine,
      collector,
      (all) => all.filter(({ name }) => name === 'page load').length === visit,
    );
    await engine.click('button');
    await arrived(engine, collector, (all) => all.filter(({ name }) => name === 'click Go').length === visit);
  }
  const spans = await collector.spans();
  const ids = [...new Set(spans.map(({ attributes }) => String(attributes['clew.page_view.id'])))];
  expect(ids).toEqual([expect.stringMatching(/^[\da-f]{16}$/), expect.stringMatching(/^[\da-f]{16}$/)]);
  const ofView = (id: unknown) => spans.filter(({ attributes }) => attributes['clew.page_view.id'] === id);
  for (const id of ids) {
    expect(ofView(id).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['page load', 'document', 'GET', 'click Go']),
    );
  }
  for (const { attributes } of spans)
    expect(attributes['browser.document.url.full']).toBe(`${shop.origin}/view?visit=REDACTED`);
  const seenIn = ({ attributes }: ReceivedSpan) =>
    ['viewport.width', 'viewport.height', 'connection.effective_type', 'device.memory'].map(
      (name) => attributes[`clew.${name}`] ?? null,
    );
  const told = '[innerWidth, innerHeight, navigator.connection?.effectiveType, navigator.deviceMemory]';
  const loads = spans.filter(({ name }) => name === 'page load');
  expect(loads.map(seenIn)).toEqual(
    Array(2).fill(await engine.evaluate(`${told}.map((value) => value ?? null)`)),
  );
  const events = (await collector.logs()).filter(({ eventName }) => eventName === 'browser.navigation');
  expect(events).toHaveLength(2);
  for (const { attributes, traceId, spanId } of events) {
    expect(attributes).toMatchObject({
      'url.full': `${shop.origin}/view?visit=REDACTED`,
      'browser.navigation.same_document': false,
      'browser.navigation.hash_change': false,
    });
    const load = ofView(attributes['clew.page_view.id']).find(({ name }) => name === 'page load');
    expect([traceId, spanId]).toEqual([load?.traceId, load?.spanId]);
  }
});

test('documents and resources that the server failed to give say so', { tag: everyEngine }, async ({
  engine,
  engineName,
  serve,
  collector,
}) => {
  test.skip(engineName === 'webkit', 'WebKit 2.50 has no responseStatus');
  const shop = await serve({
    '/': (_request, response) =>
      void response
        .writeHead(500, { 'content-type': 'text/html' })
        .end(page(collector, '<img src="/none.svg">')),
  });
  await engine.open(`${shop.origin}/`);
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'page load'));
  const found = Object.fromEntries(spans.map((span) => [span.name, span]));
  expect(found.document?.status.code).toBe(2);
  expect(found.document?.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': '500' });
  expect(found['resource img']?.attributes).toMatchObject({
    'http.response.status_code': 404,
    'error.type': '404',
  });
  expect(found['resource script']?.attributes).toMatchObject({ 'http.response.status_code': 200 });
  expect(found['resource script']?.status.code ?? 0).toBe(0);
});

test('redirects, sizes, protocol and cache states are told', { tag: everyEngine }, async ({
  engine,
  engineName,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/old': (_request, response) => void response.writeHead(302, { location: '/new' }).end(),
    '/new': page(collector, '<img src="/pixel.svg">'),
    '/pixel.svg': (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=600' })
        .end(pixel),
  });
  await engine.open(`${shop.origin}/new`);
  await arrived(engine, collector, (all) => all.some(({ name }) => name === 'page load'));
  await engine.open(`${shop.origin}/old`);
  await arrived(engine, collector, (all) => all.filter(({ name }) => name === 'page load').length === 2);
  const spans = await collector.spans();
  const loads = spans.filter(({ name }) => name === 'page load');
  expect(loads.map(({ attributes }) => attributes['browser.navigation_timing.redirect_count'])).toEqual(
    expect.arrayContaining([undefined, 1]),
  );
  const document = spans.find(({ name }) => name === 'document')?.attributes;
  expect(document).toMatchObject({ 'network.protocol.version': '1.1' });
  expect(document?.['browser.resource_timing.transfer_size']).toBeGreaterThan(
    document?.['browser.resource_timing.encoded_body_size'] as number,
  );
  const images = spans.filter(({ name }) => name === 'resource img').map(({ attributes }) => attributes);
  // Firefox has no entry for an image from its cache, WebKit no sizes.
  const expected = engineName === 'chromium' ? 1 : 0;
  expect(images.filter((image) => image['clew.cache_state'] === 'local')).toHaveLength(expected);
});

test('a page that loads behind another tab has its page load', async ({ serve, collector }) => {
  const shop = await serve({ '/': page(collector) });
  const { browser, close } = await openPlainChromium();
  try {
    const behind = await browser.newPage();
    const front = await browser.newPage();
    await front.bringToFront();
    await behind.goto(`${shop.origin}/`);
    expect(await behind.evaluate('document.visibilityState')).toBe('hidden');
    const load = await collector.spanWhere(({ name }) => name === 'page load');
    expect(load.attributes['clew.end_reason']).toBeUndefined();
  } finally {
    await close();
  }
});

test('the document of a secure page says how long TLS took', async ({ browser, serve, collector }) => {
  const shop = await serve({ '/': page(collector) }, { tls: true });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const tab = await context.newPage();
  await tab.goto(`${shop.origin}/`);
  const isDocument = ({ name }: ReceivedSpan) => name === 'document';
  const spans = await arrived(tab, collector, (all) => all.some(isDocument));
  const attributes = spans.find(isDocument)?.attributes ?? {};
  const at = (milestone: string) => Number(attributes[`browser.resource_timing.${milestone}`]);
  expect(at('secure_connection_start')).toBeGreaterThanOrEqual(at('connect_start'));
  expect(at('connect_end')).toBeGreaterThan(at('secure_connection_start'));
  await context.close();
});
