// A page load is a child of the server's span that made the page, unless the document may have been made for another visit.
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { joinHttp, traceMetaTag } from 'clew/server';
import { arrived } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { Handler } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

new NodeTracerProvider().register();

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;
const server = { traceId, spanId, traceFlags: 1 };

/** Long enough that a 304, which browsers report as 300 bytes, is shorter. */
const filling = '<!-- filling -->'.repeat(100);

const page = ({ url }: Collector, head = '') =>
  `<!doctype html><title>Join</title><head><link rel="icon" href="data:,">${head}
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}"></script></head>${filling}`;

/** Longer than any engine's clock grain: what arrives in the millisecond in which it is asked for is taken for cached. */
const ANSWER_MS = 10;

/** Answers with `head` and `headers` of the moment. */
const answer =
  (collector: Collector, headers: () => Record<string, string>, head = () => ''): Handler =>
  async (_request, response) => {
    await setTimeout(ANSWER_MS);
    response
      .setHeaders(new Map(Object.entries({ 'content-type': 'text/html', ...headers() })))
      .end(page(collector, head()));
  };

/** The page load of the visit that is open, `count` visits having been made. */
async function loadOf(engine: Engine, collector: Collector, count = 1): Promise<ReceivedSpan> {
  const loads = (spans: ReceivedSpan[]) => spans.filter(({ name }) => name === 'page load');
  const spans = await arrived(engine, collector, (all) => loads(all).length === count);
  return loads(spans).at(-1) as ReceivedSpan;
}

/** What of a page load says how it was joined. */
const joinOf = (load: ReceivedSpan) => ({
  isChild: load.traceId === traceId && load.parentSpanId === spanId,
  refused: load.attributes['clew.join.refused'],
  links: load.links.map((link) => `${link.traceId}-${link.spanId}`),
});

const joined = { isChild: true, refused: undefined, links: [] };
const refused = (why: string) => ({ isChild: false, refused: why, links: [`${traceId}-${spanId}`] });

const ago = (ms: number) => ({
  'server-timing': `trace;desc=${traceparent}, clew-time;desc="${Date.now() - ms}"`,
});
const metaOf = (ms: number) =>
  `<meta name="traceparent" content="${traceparent}" data-time="${Date.now() - ms}">`;

const minutes = 60_000;

/** When the server says that it wrote the trace, and what becomes of it. */
const times: Record<string, { headers?: () => Record<string, string>; head?: () => string; join: object }> = {
  'a header of now': { headers: () => ago(0), join: joined },
  'a header of two minutes ago': { headers: () => ago(2 * minutes), join: refused('stale') },
  'a header of two minutes from now': { headers: () => ago(-2 * minutes), join: refused('stale') },
  'a header whose time is none': {
    headers: () => ({ 'server-timing': `trace;desc=${traceparent}, clew-time;desc="now"` }),
    join: joined,
  },
  'a meta tag of now': { head: () => metaOf(0), join: joined },
  'a meta tag of two minutes ago': { head: () => metaOf(2 * minutes), join: refused('stale') },
  'a new header and an old meta tag': {
    headers: () => ago(0),
    head: () => metaOf(9 * minutes),
    join: joined,
  },
};

for (const [what, { headers = () => ({}), head, join }] of Object.entries(times)) {
  test(`the age of a trace counts: ${what}`, { tag: everyEngine }, async ({ engine, serve, collector }) => {
    const shop = await serve({ '/': answer(collector, headers, head) });
    await engine.open(`${shop.origin}/`);
    expect(joinOf(await loadOf(engine, collector))).toEqual(join);
  });
}

test('a trace context that is not well-formed is refused, with that reason', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/': answer(collector, () => ({ 'server-timing': `trace;desc=${traceparent.toUpperCase()}` })),
  });
  await engine.open(`${shop.origin}/`);
  expect(joinOf(await loadOf(engine, collector))).toEqual({
    isChild: false,
    refused: 'malformed',
    links: [],
  });
});

test("a page from the browser's cache does not join its first visit", { tag: everyEngine }, async ({
  engine,
  engineName,
  serve,
  collector,
}) => {
  test.skip(engineName === 'webkit', 'WebKit under WebDriver asks for each document anew');
  const shop = await serve({
    '/': answer(collector, () => ({ ...ago(0), 'cache-control': 'private, max-age=600' })),
    '/other': '<!doctype html><title>Other</title><a href="/">Back</a>',
  });
  await engine.open(`${shop.origin}/`);
  expect(joinOf(await loadOf(engine, collector))).toEqual(joined);
  await engine.open(`${shop.origin}/other`);
  await engine.click('a');
  await expect.poll(() => engine.evaluate('document.title + (window.clew ? 1 : 0)')).toBe('Join1');
  const load = await loadOf(engine, collector, 2);
  expect(joinOf(load)).toEqual(refused('cache'));
  const spans = await collector.spans();
  const states = spans
    .filter(({ name }) => name === 'document')
    .map(({ attributes }) => attributes['clew.cache_state']);
  expect(states.sort(), 'local is one of two').toEqual(['local', undefined]);
  expect(shop.requestsTo('/')).toHaveLength(1);
});

/** What a page that the server confirmed with a 304 comes with. */
const confirmed: Record<string, { headers: (isNew: boolean) => object; head: () => string; join: object }> = {
  'an old tag without a time': {
    headers: () => ({}),
    head: () => `<meta name="traceparent" content="${traceparent}">`,
    join: refused('cache'),
  },
  'a new header with its time': { headers: () => ago(0), head: () => '', join: joined },
};

for (const [what, { headers, head, join }] of Object.entries(confirmed)) {
  test(`a page that was confirmed by a 304 comes with ${what}`, async ({ engine, serve, collector }) => {
    const shop = await serve({
      '/': (request, response) => {
        response.setHeaders(
          new Map(Object.entries({ etag: '"1"', 'cache-control': 'no-cache', ...headers(true) })),
        );
        if (request.headers['if-none-match']) return void response.writeHead(304).end();
        response.setHeader('content-type', 'text/html').end(page(collector, head()));
      },
      '/other': '<!doctype html><title>Other</title>',
    });
    await engine.open(`${shop.origin}/`);
    await loadOf(engine, collector);
    await engine.open(`${shop.origin}/other`);
    await engine.open(`${shop.origin}/`);
    expect(joinOf(await loadOf(engine, collector, 2))).toEqual(join);
  });
}

for (const [how, head, isJoined] of [
  ['header', () => '', true],
  ['meta tag', traceMetaTag, false],
] as const) {
  test(`clew/server's ${how} has the page load join the server's span`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const write = (_request: unknown, response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end(page(collector, head()));
    const handle = isJoined ? joinHttp(write) : write;
    const shop = await serve({
      '/': async (request, response) => {
        await setTimeout(ANSWER_MS);
        context.with(trace.setSpanContext(context.active(), server), handle, undefined, request, response);
      },
    });
    await engine.open(`${shop.origin}/`);
    expect(joinOf(await loadOf(engine, collector))).toEqual(joined);
  });
}
