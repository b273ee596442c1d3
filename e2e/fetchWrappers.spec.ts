// A wrapper of fetch that was on the page before Clew stands behind it: what it is given must be what the page passed, in
// every way in which a wrapper may look at it.
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

/** How wrappers handle `init`, as common libraries do. */
const wrappers = {
  spread: '(input, init) => native(input, { ...init, cache: "no-store" })',
  assign: '(input, init) => native(input, Object.assign({}, init))',
  'spread of headers':
    '(input, init = {}) => native(input, { ...init, headers: { ...init.headers, "x-csrf": "c" } })',
  'written headers':
    '(input, init = {}) => { init.headers = init.headers || {}; init.headers["x-csrf"] = "c"; return native(input, init); }',
  'new Headers': `(input, init = {}) => { const headers = new Headers(init.headers); headers.set("x-csrf", "c");
    return native(input, { ...init, headers }); }`,
  'keys asked for':
    '(input, init) => native(input, init && "body" in init ? { method: init.method, body: init.body, headers: init.headers } : init)',
  replaced: '(input, init = {}) => { init.method = "PUT"; return native(input, init); }',
};

/** Calls as pages write them. */
const calls = `[
  ['/echo'],
  ['/echo', { method: 'POST', body: 'b', headers: { 'x-page': 'p' } }],
  ['/echo', { method: 'POST', body: 'b', headers: [['x-page', 'p']] }],
  ['/echo', { method: 'POST', body: 'b', headers: new Headers({ 'x-page': 'p' }) }],
  ['/echo', { method: 'POST', body: 'b' }],
  ['/echo', new (class { #verb = 'POST'; get method() { return this.#verb; } set method(verb) { this.#verb = verb; }
    get body() { return 'b'; } })()],
]`;

const routes: Routes = {
  '/echo': ({ method, headers, body }, response) =>
    void response.end(
      [method, body, headers['x-page'], headers['x-csrf'], headers['content-type']].join(' '),
    ),
};

for (const [name, wrapper] of Object.entries(wrappers)) {
  test(`requests stay what they are behind a wrapper that was there first: ${name}`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const page = (tag: string): string => `<!doctype html><title>Wrapper</title><head><script>
      const native = window.fetch; window.fetch = ${wrapper};</script>${tag}</head>`;
    const answers = async (tag: string) => {
      const shop = await serve({ ...routes, '/': page(tag) });
      await engine.open(`${shop.origin}/`);
      const told = await engine.evaluate<string[]>(
        `(async () => { const told = []; for (const [url, init] of ${calls})
          told.push(await fetch(url, init).then((response) => response.text(), String)); return told; })()`,
      );
      return { told, requests: shop.requestsTo('/echo') };
    };
    const bare = await answers('');
    const traced = await answers(
      `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"></script>`,
    );
    expect(traced.told).toEqual(bare.told);
    const unjoined = traced.requests.filter(({ headers }) => !headers.traceparent);
    // A wrapper that spreads a list or Headers loses all of them, with Clew and without.
    expect(unjoined.length).toBe(name === 'spread of headers' ? 2 : 0);
  });
}

test('a page that has replaced Request, Promise or its answers keeps them', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const before = `<script>
    const native = { fetch: window.fetch, Request: window.Request };
    window.Request = class extends native.Request {};
    window.fetch = (input, init) => { const answer = native.fetch.call(window, input, init);
      return String(input.url ?? input).includes('thenable') ? { then: (ok, no) => answer.then(ok, no) } : answer; };</script>`;
  const tag = `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"></script>`;
  const shop = await serve({
    ...routes,
    '/': `<!doctype html><title>Replaced</title><head>${before}${tag}</head>`,
  });
  await engine.open(`${shop.origin}/`);
  const told = await engine.evaluate<string[]>(`(async () => [
    await (await fetch(new Request('/echo', { method: 'POST', body: 'b' }))).text(),
    await (await fetch('/echo?thenable')).text(),
    'then' in fetch('/echo?thenable') && typeof fetch('/echo?thenable').finally,
  ])()`);
  expect(told).toEqual([expect.stringMatching(/^POST b/), expect.stringMatching(/^GET/), 'undefined']);
  const span = await collector.spanWhere(({ name }) => name === 'GET');
  expect(span.attributes['http.response.status_code']).toBe(200);
});

test('requests to one URL at a time have their own times each', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/': `<!doctype html><title>Parallel</title><script src="/clew.min.js" data-service-name="shop"
      data-endpoint="${collector.url}"></script>`,
    '/query': ({ body }, response) => void setTimeout(() => response.end('done'), Number(body.toString())),
  });
  await engine.open(`${shop.origin}/`);
  const waits = [500, 30, 1_000];
  await engine.evaluate(`Promise.all([
    ...${JSON.stringify(waits)}.map((ms) => fetch('/query', { method: 'POST', body: String(ms) }).then((r) => r.text())),
    ...${JSON.stringify(waits)}.map((ms) => new Promise((resolve) => { const request = new XMLHttpRequest();
      request.open('PUT', '/query'); request.onload = resolve; request.send(String(ms)); }))]).then(() => {})`);
  const isOne = ({ name }: { name: string }) => name === 'POST' || name === 'PUT';
  await expect
    .poll(async () => {
      await engine.evaluate('clew.flush()');
      return (await collector.spans()).filter(isOne).length;
    })
    .toBe(2 * waits.length);
  const spans = (await collector.spans()).filter(isOne);
  for (const { headers, body } of shop.requestsTo('/query')) {
    const span = spans.find(({ spanId }) => String(headers.traceparent).includes(spanId));
    const waited = Number(body.toString());
    expect(span?.durationMs).toBeGreaterThan(waited - 5);
    expect(span?.durationMs).toBeLessThan(waited + 300);
  }
});
