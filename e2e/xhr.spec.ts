// XMLHttpRequest under Clew: the page sees and sends exactly what it does without Clew, but for trace context where it
// may be. What the spans say is in xhrSpans.spec.ts.
import type { Collector } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { PageServer, RecordedRequest, Routes, ServeOptions } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';
import { api, page, tag } from './support/xhrPage.ts';

/** What a backend can tell apart: everything but trace context and what differs between any two requests. */
function asSent({ method, path, query, headers, body }: RecordedRequest): unknown {
  const { traceparent, tracestate, referer, host, origin, connection, ...rest } = headers;
  const isForm = rest['content-type']?.includes('boundary');
  if (isForm) rest['content-type'] = rest['content-length'] = 'random';
  return [method, path, query.toString(), rest, isForm ? 'random' : body.toString()];
}

/** Without those that are cut short: whether they arrive, and how often they are tried, is chance. */
function sent(server: PageServer): unknown[] {
  return server.requests
    .filter(({ path }) => /^\/(api\/(?!slow|reset)|ignored|nowhere)/.test(path))
    .map(asSent);
}

type Serve = (routes: Routes, options?: ServeOptions) => Promise<PageServer>;

/** Runs cases of the page, an expression, with and without Clew. */
async function runTwice(engine: Engine, serve: Serve, collector: Collector, expression: string) {
  const run = async (head: (origin: string) => string) => {
    const other = await serve(api, { cors: { allowOrigin: 'caller', allowCredentials: true } });
    const shop: PageServer = await serve({
      ...api,
      '/': (_request, response) =>
        void response.setHeader('content-type', 'text/html').end(page(head(shop.origin), other.origin)),
    });
    await engine.open(`${shop.origin}/`);
    return { results: await engine.evaluate(`runCases(${expression})`), shop, other };
  };
  const bare = await run(() => '');
  return { bare, traced: await run((origin) => tag(collector, `data-ignore-urls="${origin}/ignored"`)) };
}

test('every use of XMLHttpRequest does what it does on a bare page', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  test.setTimeout(60_000);
  const { bare, traced } = await runTwice(engine, serve, collector, '{ ...xhrForms, ...xhrLife }');
  expect(traced.results).toEqual(bare.results);
  expect(sent(traced.shop)).toEqual(sent(bare.shop));
  expect(sent(traced.other), 'not even a preflight more on another origin').toEqual(sent(bare.other));
  expect(traced.other.requests.some(({ headers }) => headers.traceparent)).toBe(false);
  const own = traced.shop.requests.filter(
    ({ path, method, query }) =>
      path === '/api/echo' && method !== 'OPTIONS' && !query.has('redirected') && !query.has('stranger'),
  );
  expect(own.length).toBeGreaterThan(20);
  const odd = own.filter(
    ({ headers }) => !/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[123]$/.test(String(headers.traceparent)),
  );
  expect(odd.map(({ method, query }) => `${method} ${query}`)).toEqual([]);
  const given = own.find(({ query }) => query.has('own'))?.headers;
  expect(given?.traceparent).toBe('00-11111111111111111111111111111111-2222222222222222-01');
  expect(traced.shop.requestsTo('/ignored')[0]?.headers.traceparent).toBeUndefined();
});

for (const name of [
  'method and URL with toString, read once',
  'a handler set again keeps its place',
  'methods of something else',
  'looks native',
]) {
  test(`XMLHttpRequest is as on a bare page: ${name}`, async ({ engine, serve, collector }) => {
    const { bare, traced } = await runTwice(
      engine,
      serve,
      collector,
      `{ 'the case': xhrDetails[${JSON.stringify(name)}] }`,
    );
    expect(traced.results).toEqual(bare.results);
  });
}
