// The loader, ahead of a Clew that comes late or never: what it recorded becomes spans with the ids that servers have seen.
import { readFileSync } from 'node:fs';
import { arrived, arrivedEvents, collectErrors } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { RecordedRequest, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = new Proxy({} as Routes, {
  get: (_, path) =>
    /^\/api\//.test(String(path))
      ? (request: RecordedRequest, response: { writeHead(status: number): { end(text: string): void } }) =>
          response.writeHead(request.path === '/api/missing' ? 404 : 200).end('ok')
      : undefined,
});

const withPages = (pages: Routes): Routes =>
  new Proxy(pages, { get: (own, path) => own[String(path)] ?? api[String(path)] });

const loader = (attributes = '') => `<script src="/dist/clew-loader.min.js" ${attributes}></script>`;

/** A page that has the loader first and calls `arrive()` when Clew shall come. */
const page = (collector: Collector, head: string, script = '') => `<!doctype html><title>Late</title>
  <head>${collectErrors}${head}<script>
    const ask = (url, init) => fetch(url, init).then((answer) => answer.text());
    const send = (url, header) => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open('GET', url);
      if (header) request.setRequestHeader('traceparent', header);
      request.onloadend = () => done(request.status);
      request.send();
    });
    function arrive() {
      const tag = document.createElement('script');
      tag.src = '/clew.min.js';
      Object.assign(tag.dataset, { serviceName: 'late', endpoint: '${collector.url}' });
      return new Promise((done) => {
        tag.onload = () => done();
        document.head.append(tag);
      });
    }
    ${script}
  </script></head>
  <body><button id="go">Go</button><script>
    go.onclick = async () => { await null; await ask('/api/click'); };
  </script></body>`;

const idsOf = (request: RecordedRequest | undefined): string[] =>
  String(request?.headers.traceparent ?? 'none').split('-');

const withId = (spans: readonly ReceivedSpan[], spanId: string | undefined) =>
  spans.find((span) => span.spanId === spanId);

async function settled(
  engine: Engine,
  server: { requestsTo(path: string): unknown[] },
  paths: readonly string[],
) {
  for (const path of paths) await expect.poll(() => server.requestsTo(path).length, path).toBe(1);
  await engine.evaluate('Promise.all(window.pending ?? [])');
}

test('goes on with early requests, clicks and errors', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent' };
  const [friend, stranger] = [await serve(api, { cors }), await serve(api, { cors })];
  const own = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const head = loader(`data-propagate-to="${friend.origin}/api" data-ignore-urls="/api/ignored"`);
  const script = `
    window.pending = [
      ask('/api/early'), send('/api/xhr'), ask('/api/missing'), ask(new Request('/api/request', { method: 'POST', body: 'body' })),
      ask('${friend.origin}/api/call'), ask('${stranger.origin}/api/call'), ask('/api/ignored'),
      ask('/api/own', { headers: { traceparent: '${own}' } }), send('/api/own-xhr', '${own}'),
    ];
    setTimeout(() => { throw new RangeError('early mistake'); });`;
  const server = await serve(withPages({ '/': page(collector, head, script) }));
  await engine.open(`${server.origin}/`);
  await settled(engine, server, [
    '/api/early',
    '/api/xhr',
    '/api/missing',
    '/api/request',
    '/api/own',
    '/api/own-xhr',
  ]);
  await engine.click('#go');
  await settled(engine, server, ['/api/click']);

  const early = ['/api/early', '/api/xhr', '/api/missing', '/api/request'].map(
    (path) => server.requestsTo(path)[0],
  );
  expect(early[3]?.body.toString()).toBe('body');
  early.push(friend.requestsTo('/api/call')[0]);
  for (const request of early)
    expect(request?.headers.traceparent, request?.path).toMatch(/^00-.{32}-.{16}-03$/);
  expect(stranger.requestsTo('/api/call')[0]?.headers.traceparent).toBeUndefined();
  expect(server.requestsTo('/api/ignored')[0]?.headers.traceparent).toBeUndefined();
  for (const path of ['/api/own', '/api/own-xhr'])
    expect(server.requestsTo(path)[0]?.headers.traceparent).toBe(own);

  await engine.evaluate('arrive()');
  const click = idsOf(server.requestsTo('/api/click')[0]);
  const spans = await arrived(
    engine,
    collector,
    (all) =>
      ['page load', 'click Go'].every((name) => all.some((span) => span.name === name)) &&
      [...early.map(idsOf), click].every(([, , spanId]) => withId(all, spanId)),
  );
  const load = spans.find(({ name }) => name === 'page load');
  for (const request of early) {
    const [, traceId, spanId] = idsOf(request);
    expect(withId(spans, spanId), request?.path).toMatchObject({
      name: request?.method,
      traceId,
      parentSpanId: load?.spanId,
      attributes: { 'clew.join': 'causal' },
    });
    expect(load?.traceId).toBe(traceId);
  }
  const asked = withId(spans, click[2]);
  expect(asked?.attributes['url.full']).toBe(`${server.origin}/api/click`);
  expect(withId(spans, asked?.parentSpanId)).toMatchObject({
    name: 'click Go',
    traceId: click[1],
    parentSpanId: '',
  });
  expect(
    spans.some(({ attributes }) => String(attributes['url.full']).includes('ignored')),
    'ignored',
  ).toBe(false);

  const [event] = await arrivedEvents(engine, collector, (all) =>
    all.some(({ eventName }) => eventName === 'exception'),
  ).then((all) => all.filter(({ eventName }) => eventName === 'exception'));
  expect(event?.attributes).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'early mistake',
  });

  // From now on it is Clew's.
  await engine.evaluate(`ask('/api/late')`);
  expect(idsOf(server.requestsTo('/api/late')[0])).toHaveLength(4);
  const isNative = await engine.evaluate(
    `clew.shutdown().then(() => /native code/.test(Function.prototype.toString.call(fetch)))`,
  );
  expect(isNative, 'neither the loader nor Clew stays').toBe(true);
  expect(await engine.evaluate('pageErrors')).toEqual(
    ['Uncaught RangeError: early mistake'].map(() => expect.stringContaining('early mistake')),
  );
});

test('tells the status of early requests where resource timing knows it', async ({
  engine,
  serve,
  collector,
}) => {
  const server = await serve(
    withPages({ '/': page(collector, loader(), `window.pending = [ask('/api/missing')];`) }),
  );
  await engine.open(`${server.origin}/`);
  await settled(engine, server, ['/api/missing']);
  await engine.evaluate('arrive()');
  const [, , spanId] = idsOf(server.requestsTo('/api/missing')[0]);
  const spans = await arrived(engine, collector, (all) => !!withId(all, spanId));
  expect(withId(spans, spanId)).toMatchObject({
    status: { code: 2 },
    attributes: { 'http.response.status_code': 404, 'error.type': '404' },
  });
});

test('begins in the trace of the server that made the page', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const [traceId, serverSpanId] = ['c'.repeat(32), 'd'.repeat(16)];
  const server = await serve(
    withPages({
      '/': (_request, response) => {
        const meta = `<meta name="traceparent" content="00-${traceId}-${serverSpanId}-01" data-time="${Date.now()}">`;
        const document = page(collector, meta + loader(), `window.pending = [ask('/api/early')];`);
        // An answer within the grain of WebKit's clock, 1 ms, looks like one from the cache.
        setTimeout(() => response.setHeader('content-type', 'text/html').end(document), 10);
      },
    }),
  );
  await engine.open(`${server.origin}/`);
  await settled(engine, server, ['/api/early']);
  const [, sentTraceId, spanId] = idsOf(server.requestsTo('/api/early')[0]);
  expect(sentTraceId).toBe(traceId);
  await engine.evaluate('arrive()');
  const spans = await arrived(
    engine,
    collector,
    (all) => all.some(({ name }) => name === 'page load') && !!withId(all, spanId),
  );
  const load = spans.find(({ name }) => name === 'page load');
  expect(load?.parentSpanId).toBe(serverSpanId);
  expect(withId(spans, spanId)?.parentSpanId).toBe(load?.spanId);
});

test('a Clew that never comes costs the page nothing and little memory', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const server = await serve(withPages({ '/': page(collector, loader()) }));
  await engine.open(`${server.origin}/`);
  const answers = await engine.evaluate(
    `Promise.all(Array.from({ length: 80 }, (_, i) => i % 2 ? ask('/api/call/' + i) : send('/api/call/' + i)))`,
  );
  expect(answers).toEqual(Array.from({ length: 80 }, (_, i) => (i % 2 ? 'ok' : 200)));
  const joined = server.requests.filter(({ headers }) => headers.traceparent);
  expect(joined).toHaveLength(50);
  await engine.evaluate(`Array.from({ length: 80 }, () => dispatchEvent(new Event('click'))).length`);
  const kept = await engine.evaluate(
    `(({ requests, events }) => [requests.length, events.length])(window[Symbol.for('clew.early')])`,
  );
  expect(kept).toEqual([50, 50]);
  const refusals = await engine.evaluate(
    `Promise.allSettled([fetch(), fetch('https://'), ask('/api/gone', { signal: AbortSignal.abort() })])
      .then((all) => all.map(({ reason }) => reason?.name))`,
  );
  expect(refusals).toEqual(['TypeError', 'TypeError', 'AbortError']);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});

test('runs inline under a policy with a nonce, and by its hash', async ({ engine, serve, collector }) => {
  const root = new URL('..', import.meta.url);
  const code = readFileSync(new URL('dist/clew-loader.min.js', root), 'utf8');
  const sri = JSON.parse(readFileSync(new URL('dist/sri.json', root), 'utf8'));
  const tags = {
    '/nonce': `<script nonce="abc">${code}</script>`,
    '/hash': `<script src="/dist/clew-loader.min.js" integrity="${sri['clew-loader.min.js']}"></script>`,
  };
  const html = (tag: string) =>
    page(collector, tag, `window.pending = [ask('/api/early')];`).replaceAll(
      '<script>',
      '<script nonce="abc">',
    );
  const pages = Object.entries(tags).map(([path, tag]): [string, Routes[string]] => [
    path,
    (_request, response) => {
      response
        .setHeader('content-security-policy', "script-src 'nonce-abc' 'self'")
        .setHeader('content-type', 'text/html')
        .end(html(tag));
    },
  ]);
  const server = await serve(withPages(Object.fromEntries(pages)));
  for (const path of Object.keys(tags)) {
    await engine.open(server.origin + path);
    await engine.evaluate('Promise.all(pending)');
    expect(server.requestsTo('/api/early').at(-1)?.headers.traceparent, path).toMatch(/-03$/);
  }
});
