// The ground the other browser tests stand on: that each engine is driven as a person drives it.
import { openPlainChromium } from './support/plainChromium.ts';
import { everyEngine, expect, test } from './support/test.ts';

const page = `<!doctype html><title>Engine</title><button>Press</button><input>
  <script>
    const seen = [];
    for (const type of ['click', 'keydown']) addEventListener(type, (event) => seen.push([type, event.isTrusted]));
  </script>`;

test('a click and a key reach the page as trusted events', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const shop = await serve({ '/': page });
  await engine.open(`${shop.origin}/`);
  await engine.click('button');
  await engine.click('input');
  await engine.key('a');
  expect(await engine.evaluate('seen')).toEqual([
    ['click', true],
    ['click', true],
    ['keydown', true],
  ]);
  expect(await engine.evaluate(`document.querySelector('input').value`)).toBe('a');
});

test('an expression is awaited natively and may reject', { tag: everyEngine }, async ({ engine, serve }) => {
  const shop = await serve({
    '/': page,
    'POST /api/echo': (request, response) => void response.end(request.body),
  });
  await engine.open(`${shop.origin}/`);
  const echo = `fetch('/api/echo', { method: 'POST', body: 'hello' }).then((response) => response.text())`;
  expect(await engine.evaluate(`(async () => { const text = await ${echo}; return [text]; })()`)).toEqual([
    'hello',
  ]);
  expect(shop.requestsTo('/api/echo')[0]?.body.toString()).toBe('hello');
  await expect(engine.evaluate(`Promise.reject(new Error('refused'))`)).rejects.toThrow('refused');
});

test('another origin sees a preflight and answers as its policy says', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const api = await serve(
    { '/api': (_request, response) => void response.end('{}') },
    { cors: { allowOrigin: 'caller', allowHeaders: 'x-allowed' } },
  );
  const shop = await serve({ '/': page });
  await engine.open(`${shop.origin}/`);
  const status = (header: string) =>
    `fetch('${api.origin}/api', { headers: { '${header}': '1' } }).then((r) => r.status, () => 'refused')`;
  expect(await engine.evaluate(status('x-allowed'))).toBe(200);
  expect(await engine.evaluate(status('x-other'))).toBe('refused');
  expect(api.requests.map(({ method }) => method)).toEqual(['OPTIONS', 'GET', 'OPTIONS']);
});

test('a page reaches the collector', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const shop = await serve({ '/': page });
  await engine.open(`${shop.origin}/`);
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'hello', kind: 1 };
  const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000000000001' };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, ...times }] }] }] });
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  await engine.evaluate(`fetch('${collector.url}/v1/traces', ${JSON.stringify(post)}).then((r) => r.status)`);
  await expect.poll(async () => (await collector.spans()).map(({ spanId }) => spanId)).toEqual([span.spanId]);
});

test('a page in plain Chromium is really hidden and comes back from the back/forward cache', async ({
  serve,
}) => {
  const shop = await serve({
    '/': `<!doctype html><title>First</title><script>addEventListener('pageshow', (e) => (window.restored = e.persisted))</script>`,
    '/next': '<!doctype html><title>Next</title>',
  });
  const { browser, close } = await openPlainChromium();
  try {
    const first = await browser.newPage();
    await first.goto(`${shop.origin}/`);
    const second = await browser.newPage();
    await second.bringToFront();
    await expect.poll(() => first.evaluate('document.visibilityState')).toBe('hidden');
    await first.bringToFront();
    await first.goto(`${shop.origin}/next`);
    await first.goBack();
    await expect.poll(() => first.evaluate('window.restored')).toBe(true);
  } finally {
    await close();
  }
});
