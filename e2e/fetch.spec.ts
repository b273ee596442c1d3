// fetch under Clew: the page sees and sends exactly what it does without Clew, but for traceparent where it may be.
import { readFile } from 'node:fs/promises';
import type { Collector } from './support/collector.ts';
import type { Handler, PageServer, RecordedRequest, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const cases = await readFile(new URL('./pages/fetchCases.js', import.meta.url), 'utf8');

const slow: Handler = (_request, response) => void setTimeout(() => response.end('slow'), 2_000);

const api: Routes = {
  '/api/echo': (request, response) => {
    const page = Object.entries(request.headers).filter(([name]) =>
      /^(x-page|authorization|content-type|referer)$/.test(name),
    );
    const referer = ([name, value]: [string, unknown]) => [
      name,
      name === 'referer' ? new URL(String(value)).pathname : value,
    ];
    response.end(JSON.stringify([request.method, page.map(referer as never), request.body.toString()]));
  },
  '/api/length': (request, response) => void response.end(String(request.body.length)),
  '/api/empty': (_request, response) => void response.writeHead(204).end(),
  '/api/redirect': (_request, response) =>
    void response.writeHead(302, { location: '/api/echo?redirected' }).end(),
  '/api/slow': slow,
  '/api/slow/aborted': slow,
  '/api/slow/timeout': slow,
  '/api/reset': (_request, response) => void response.destroy(),
  '/api/endless': (_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(1_000)), 20);
    response.on('close', () => clearInterval(timer));
  },
  '/ignored': (request, response) => void response.end(request.body),
  '/plain': (_request, response) => void response.end('plain'),
  '/empty.wasm': (_request, response) =>
    void response.setHeader('content-type', 'application/wasm').end(Buffer.from('0061736d01000000', 'hex')),
};

const page = (head: string, other: string) =>
  `<!doctype html><title>Fetch</title><base href="/api/"><head>${head}</head><script>window.other = ${JSON.stringify(other)}</script><script>${cases}</script>`;

function tag(collector: Collector, more = ''): string {
  return `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-ignore-urls="IGNORED" ${more}></script>`;
}

/** What a backend can tell apart: everything but trace context and what differs between any two requests. */
function asSent({ method, path, query, headers, body }: RecordedRequest): unknown {
  const { traceparent, tracestate, referer, host, origin, connection, ...rest } = headers;
  delete rest['if-none-match'];
  const contentType = rest['content-type']?.replace(/boundary=.*/, 'boundary');
  return [
    method,
    path,
    query.toString(),
    {
      ...rest,
      'content-type': contentType,
      'content-length': contentType?.includes('boundary') ? '' : rest['content-length'],
    },
    contentType?.includes('boundary') ? '' : body.toString(),
  ];
}

/** Without the requests that break off at once: whether and how often they arrive is the browser's own luck. */
function sent(server: PageServer): unknown[] {
  return server.requests
    .filter(({ path }) => /^\/(api\/(?!slow|reset)|ignored|nowhere|plain|empty)/.test(path))
    .map(asSent);
}

test('every form of fetch does what it does on a bare page', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  test.setTimeout(90_000);
  const run = async (head: (origin: string) => string) => {
    const other = await serve(api, { cors: { allowOrigin: 'caller' } });
    const shop: PageServer = await serve({
      ...api,
      '/': (_request, response) =>
        void response.setHeader('content-type', 'text/html').end(page(head(shop.origin), other.origin)),
    });
    await engine.open(`${shop.origin}/`);
    const results = await engine.evaluate<Record<string, unknown>>('runCases(fetchCases)');
    return { results, shop, other };
  };
  const bare = await run(() => '');
  const traced = await run((origin) => tag(collector).replace('IGNORED', `${origin}/ignored`));
  expect(traced.results).toEqual(bare.results);
  expect(sent(traced.shop)).toEqual(sent(bare.shop));
  expect(sent(traced.other), 'not even a preflight more on another origin').toEqual(sent(bare.other));
  expect(traced.other.requests.some(({ headers }) => headers.traceparent)).toBe(false);
  const own = traced.shop.requests.filter(({ path }) => path === '/api/echo');
  expect(own.length).toBeGreaterThan(25);
  expect(
    own.filter(({ headers }) => !/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[123]$/.test(String(headers.traceparent))),
  ).toEqual([]);
  expect(own.filter(({ headers }) => headers.traceparent?.includes('1111111111'))).toHaveLength(1);
  expect(traced.shop.requestsTo('/ignored')[0]?.headers.traceparent).toBeUndefined();
});

test('a request is a client span with the attributes of the HTTP conventions', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(tag(collector), '') });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `fetch('/api/echo?token=secret&page=2#part', { method: 'post', body: 'x' }).then((r) => r.text())`,
  );
  const span = await collector.spanWhere(({ name }) => name === 'POST');
  expect(span.kind).toBe(3);
  expect(span.attributes).toMatchObject({
    'http.request.method': 'POST',
    'url.full': `${shop.origin}/api/echo?token=REDACTED&page=REDACTED`,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(shop.origin).port),
    'http.response.status_code': 200,
    'network.protocol.version': '1.1',
  });
  expect(span.status.code ?? 0).toBe(0);
  const [, traceId, spanId] = String(shop.requestsTo('/api/echo')[0]?.headers.traceparent).split('-');
  expect([span.traceId, span.spanId]).toEqual([traceId, spanId]);
});

test('how a request went decides its status, never a status code of 0', async ({
  page: tab,
  serve,
  collector,
}) => {
  const other = await serve(api);
  const shop = await serve({
    ...api,
    '/': page(tag(collector), other.origin),
    '/api/broken': (_q, response) => void response.writeHead(503).end(),
  });
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate(async (origin) => {
    const controller = new AbortController();
    const calls = [
      fetch('/nowhere'),
      fetch('/api/broken'),
      fetch('/api/reset'),
      fetch(`${origin}/api/length`),
      fetch(`${origin}/plain`, { mode: 'no-cors' }),
      fetch('/api/slow/aborted', { signal: controller.signal }),
      fetch('/api/slow/timeout', { signal: AbortSignal.timeout(20) }),
    ];
    setTimeout(() => controller.abort(), 20);
    await Promise.allSettled(calls);
  }, other.origin);
  const outcome = async (part: string) => {
    const { attributes, status } = await collector.spanWhere((span) =>
      String(span.attributes['url.full']).includes(part),
    );
    return [attributes['http.response.status_code'], attributes['error.type'], status.code ?? 0];
  };
  expect(await outcome('/nowhere')).toEqual([404, '404', 2]);
  expect(await outcome('/api/broken')).toEqual([503, '503', 2]);
  expect(await outcome('/api/reset')).toEqual([undefined, 'TypeError', 2]);
  expect(await outcome('/api/length'), 'refused by CORS').toEqual([undefined, 'TypeError', 2]);
  expect(await outcome('/plain'), 'opaque').toEqual([undefined, undefined, 0]);
  expect(await outcome('slow/aborted')).toEqual([undefined, undefined, 0]);
  expect(await outcome('slow/timeout')).toEqual([undefined, 'timeout', 2]);
});

test('a span lasts until the end of the body, without cloning it', async ({
  page: tab,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/': page(tag(collector), ''),
    '/api/trickle': (_request, response) => {
      response.write('first');
      setTimeout(() => response.end('last'), 400);
    },
  });
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate(() => fetch('/api/trickle').then((response) => response.text()));
  const span = await collector.spanWhere((span) =>
    String(span.attributes['url.full']).endsWith('/api/trickle'),
  );
  expect(span.durationMs).toBeGreaterThan(390);
  expect(span.durationMs).toBeLessThan(700);
});

test('the own export is never traced and carries no trace context', async ({
  page: tab,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(tag(collector), '') });
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate(() => fetch('/api/echo').then((response) => response.text()));
  await collector.spanWhere((span) => String(span.attributes['url.full']).endsWith('/api/echo'));
  await tab.evaluate(() => window.clew.flush());
  const spans = await collector.spans();
  expect(spans.length).toBeGreaterThan(0);
  expect(spans.filter(({ attributes }) => String(attributes['url.full']).startsWith(collector.url))).toEqual(
    [],
  );
});

test('an allowlisted origin gets the header, its neighbours do not', async ({
  page: tab,
  serve,
  collector,
}) => {
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent' };
  const [friend, stranger] = [await serve(api, { cors }), await serve(api, { cors })];
  const shop = await serve({ '/': page(tag(collector, `data-propagate-to="${friend.origin}"`), '') });
  await tab.goto(`${shop.origin}/`);
  await tab.evaluate(
    async ([a, b]) => void (await Promise.all([fetch(`${a}/plain`), fetch(`${b}/plain`)])),
    [friend.origin, stranger.origin],
  );
  expect(friend.requestsTo('/plain')[0]?.headers.traceparent).toMatch(/^00-/);
  expect(stranger.requestsTo('/plain')[0]?.headers.traceparent).toBeUndefined();
  expect(stranger.requests.map(({ method }) => method)).toEqual(['GET']);
});

declare global {
  interface Window {
    clew: { flush(): Promise<void>; shutdown(): Promise<void> };
  }
}
