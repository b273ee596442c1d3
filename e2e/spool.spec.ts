// What could not be sent is on disk, and goes with a later visit; and every request says what there should be.
import { importMap } from './support/serveBuild.ts';
import type { PageServer } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const cors = { allowOrigin: 'caller', allowHeaders: 'content-type, content-encoding' };

const scriptTag = (endpoint: string, options = ''): string =>
  `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${endpoint}" data-capture="" ${options}></script>`;

const module = (endpoint: string, options = ''): string => `${importMap}<script type="module">
  import { trace } from '@opentelemetry/api';
  import { disk, init } from 'clew';
  const clew = init({ serviceName: 'shop', endpoint: '${endpoint}', capture: [], ${options} });
  window.clew = { ...clew, trace };
  </script>`;

/** `?later` is a visit at a time when no page holds on to what it saved. */
const page = (start: string): string => `<!doctype html><title>Shop</title>
  <script>if (location.search) { const { now } = Date; Date.now = () => now() + 60_000; }</script>
  ${start}
  <script>window.make = (name, count) => { for (let i = 0; i < count; i++) clew.trace.getTracer('shop').startSpan(name + i).end(); }</script>`;

/** Every span in bodies that were accepted, by name and in order of arrival. */
function spansIn(collector: PageServer): string[] {
  return collector
    .requestsTo('/v1/traces')
    .flatMap(({ body }) => JSON.parse(String(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ name }) => name);
}

for (const [name, start] of Object.entries({
  'script tag': scriptTag,
  'ES module': (endpoint: string) => module(endpoint, 'persist: disk'),
})) {
  test(`spans of a page that left while the collector was down arrive with the next visit, once: ${name}`, {
    tag: everyEngine,
  }, async ({ engine, serve }) => {
    let isDown = true;
    const accepted: string[] = [];
    const collector = await serve(
      {
        '/v1/traces': ({ body }, response) => {
          if (isDown) return void response.writeHead(503).end();
          const [{ scopeSpans }] = JSON.parse(String(body)).resourceSpans;
          accepted.push(...scopeSpans[0].spans.map(({ name }: { name: string }) => name));
          response.end('{}');
        },
      },
      { cors },
    );
    const shop = await serve({ '/': page(start(collector.origin)), '/away': '<title>Away</title>' });
    await engine.open(`${shop.origin}/`);
    await engine.evaluate(`make('old', 3)`);
    await engine.evaluate('clew.flush()');
    await expect.poll(() => engine.evaluate(`clew.stats()['clew.traces.spooled']`)).toBe(3);
    await engine.open(`${shop.origin}/away`);
    isDown = false;
    await engine.open(`${shop.origin}/?later`);
    await expect.poll(() => accepted.sort(), { timeout: 20_000 }).toEqual(['old0', 'old1', 'old2']);
    await engine.open(`${shop.origin}/?later`);
    await engine.evaluate(`make('new', 1)`);
    await expect.poll(() => accepted.length, { timeout: 20_000 }).toBe(4);
  });
}

for (const [name, start] of Object.entries({
  'script tag': (endpoint: string) => scriptTag(endpoint, 'data-persist="false"'),
  'ES module': module,
})) {
  test(`nothing is kept without a disk: ${name}`, { tag: everyEngine }, async ({ engine, serve }) => {
    const collector = await serve(
      { '/v1/traces': (_request, response) => void response.writeHead(503).end() },
      { cors },
    );
    const shop = await serve({ '/': page(start(collector.origin)) });
    await engine.open(`${shop.origin}/`);
    await engine.evaluate(`make('span', 3)`);
    await engine.evaluate('clew.flush()');
    await expect.poll(() => spansIn(collector).length).toBeGreaterThan(0);
    expect(await engine.evaluate(`indexedDB.databases?.().then((all) => all.length) ?? 0`)).toBe(0);
    expect(await engine.evaluate(`clew.stats()['clew.pending']`)).toBeGreaterThanOrEqual(3);
  });
}

test('what is on disk outlives a page whose policy forbids the collector', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  let isDown = true;
  const collector = await serve(
    { '/v1/traces': (_request, response) => void response.writeHead(isDown ? 503 : 200).end('{}') },
    { cors },
  );
  const html = page(scriptTag(collector.origin));
  const shop = await serve({
    '/': html,
    '/strict': (_request, response) =>
      void response
        .setHeader('content-security-policy', `connect-src 'self'`)
        .setHeader('content-type', 'text/html')
        .end(html),
  });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`make('old', 3)`);
  await engine.evaluate('clew.flush()');
  await expect.poll(() => engine.evaluate(`clew.stats()['clew.traces.spooled']`)).toBe(3);
  isDown = false;
  await engine.open(`${shop.origin}/strict?later`);
  await engine.evaluate(`make('forbidden', 1)`);
  await engine.evaluate('clew.flush()');
  // It looks for what is on disk after three seconds.
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 5_000))');
  expect(await engine.evaluate('clew.stats()')).not.toHaveProperty(['clew.spool.dropped.refused']);
  await engine.open(`${shop.origin}/?later`);
  await expect
    .poll(() => engine.evaluate(`clew.stats()['clew.spool.sent']`), { timeout: 10_000 })
    .toBeGreaterThanOrEqual(3);
});

test('every request carries its page, its number and the account so far', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const answers = ['{"partialSuccess":{"rejectedSpans":"2"}}', '{}'];
  const collector = await serve(
    { '/v1/traces': (_request, response) => void response.end(answers.shift() ?? '{}') },
    { cors },
  );
  const shop = await serve({ '/': page(scriptTag(collector.origin)) });
  await engine.open(`${shop.origin}/`);
  for (const name of ['first', 'second']) {
    await engine.evaluate(`make('${name}', 5)`);
    await engine.evaluate('clew.flush()');
  }
  await expect.poll(() => spansIn(collector).length).toBe(10);
  const receipts = collector
    .requestsTo('/v1/traces')
    .flatMap(({ body }) => JSON.parse(String(body)).resourceSpans)
    .map(({ resource }) =>
      Object.fromEntries(
        resource.attributes
          .filter(({ key }: { key: string }) => /^clew\.(page|batch|traces)/.test(key))
          .map(({ key, value }: { key: string; value: Record<string, string> }) => [
            key,
            Object.values(value)[0],
          ]),
      ),
    );
  const [first = {}, second = {}] = receipts;
  expect(first).toMatchObject({
    'clew.page.id': expect.stringMatching(/^[0-9a-f]{16}$/),
    'clew.traces.created': '5',
  });
  expect(second).toMatchObject({
    'clew.page.id': first['clew.page.id'],
    'clew.traces.created': '10',
    'clew.traces.sent': '3',
    'clew.traces.dropped.rejected': '2',
  });
  expect(Number(second['clew.batch.sequence'])).toBeGreaterThan(Number(first['clew.batch.sequence']));
});

test('a row that is being written when consent is withdrawn is not on disk', async ({ page: tab, serve }) => {
  const collector = await serve({ '/v1/traces': () => {} }, { cors });
  // The timer that saves has encoded a row, and writes it in its next task: here when the disk was deleted.
  const withdraw = `<script>{ const timer = setTimeout; window.setTimeout = (act, ms, ...rest) => timer((...all) => {
    if (ms !== 1_000 || !window.isArmed) return act(...all); window.isWithdrawn = true; act(...all); clew.setConsent(false); }, window.isWithdrawn ? ms + 200 : ms, ...rest); }</script>`;
  const shop = await serve({ '/': page(withdraw + scriptTag(collector.origin)) });
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate(`window.isArmed = true; make('secret', 3)`);
  await tab.waitForFunction('window.isWithdrawn');
  await tab.evaluate('new Promise((resolve) => setTimeout(resolve, 500))');
  expect(await tab.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
  expect(spansIn(collector)).toEqual([]);
});
