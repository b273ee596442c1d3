// Servers that do not take Clew's headers: a page works there as it does without Clew, and is told once.
import { arrived } from './support/arrived.ts';
import type { Engine } from './support/engine.ts';
import type { Handler, PageServer, Routes, ServeOptions } from './support/servePages.ts';
import { test as base, everyEngine, expect } from './support/test.ts';

const answers: Routes = {
  '/read': (_, response) => void response.end('read'),
  '/write': (_, response) => void response.end('written'),
};

/** A server that takes the header, whose `/read` breaks connections until `isDown` is false. */
const unsteady = async (serve: (routes: Routes, options: ServeOptions) => Promise<PageServer>) => {
  const state = { isDown: true };
  const read: Routes = {
    '/read': (_, response) => void (state.isDown ? response.destroy() : response.end('read')),
  };
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent' } as const;
  return { friend: await serve({ ...answers, ...read }, { cors }), state };
};

/** A page that lets `friend` have headers, and whose warnings and requests are at hand. */
const page = (friend: PageServer, endpoint: string) => `<!doctype html><title>Friends</title><script>
  window.warnings = [];
  { const { warn } = console; console.warn = (...texts) => { warnings.push(String(texts[0])); warn(...texts); }; }
  window.ask = (url, init) => fetch(url, init).then((response) => response.text(), (error) => error.name);
  window.askXhr = (method, url) => new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    xhr.onload = () => resolve(xhr.responseText);
    xhr.onerror = () => resolve('error');
    xhr.send();
  });
  window.friend = ${JSON.stringify(friend.origin)};
</script><script src="/clew.min.js" data-service-name="shop" data-capture="fetch,xhr" data-endpoint="${endpoint}" data-propagate-to="${friend.origin}"></script>`;

/** Opens that page, and returns its origin. */
const test = base.extend<{ visit: (friend: PageServer) => Promise<PageServer> }>({
  visit: ({ engine, serve, collector }, use) =>
    use(async (friend) => {
      const shop = await serve({ '/': page(friend, collector.url) });
      await engine.open(`${shop.origin}/`);
      return shop;
    }),
});

const inTurn = (...calls: string[]) => `(async () => [${calls.map((call) => `await ${call}`).join()}])()`;

const read = 'ask(friend + "/read")';
const write = 'ask(friend + "/write", { method: "POST", body: "order" })';
const readByXhr = 'askXhr("GET", friend + "/read?secret=1")';

/** The requests that came, preflights included. */
const came = ({ requests }: PageServer) =>
  requests.map(({ method, headers }) => `${method}${headers.traceparent ? ' traced' : ''}`);

const warnings = (engine: Engine) => engine.evaluate<string[]>('warnings');

test('an allowlisted origin that refuses the header is read all the same, and left alone for the session', {
  tag: everyEngine,
}, async ({ engine, serve, visit }) => {
  const friend = await serve(answers, { cors: { allowOrigin: 'caller' } });
  const shop = await visit(friend);
  expect(await engine.evaluate(inTurn(read, read, write, readByXhr))).toEqual([
    'read',
    'read',
    'written',
    'read',
  ]);
  await expect
    .poll(() => warnings(engine))
    .toEqual([expect.stringContaining('Access-Control-Allow-Headers: traceparent')]);
  const asked = came(friend);
  expect(asked.filter((what) => !/OPTIONS|HEAD/.test(what))).toEqual(['GET', 'GET', 'POST', 'GET']);
  // The page's first, and one of Clew's for each route that is asked for before the answer.
  expect(asked.filter((what) => what === 'OPTIONS').length).toBeLessThanOrEqual(3);

  await engine.open(`${shop.origin}/`);
  expect(await engine.evaluate(inTurn(write, read))).toEqual(['written', 'read']);
  expect(came(friend).slice(asked.length), 'no preflight more').toEqual(['POST', 'GET']);
  expect(await warnings(engine)).toEqual([]);
});

test('what changes something fails once at most where the header is refused, and never comes twice', {
  tag: everyEngine,
}, async ({ engine, serve, visit }) => {
  const friend = await serve(answers, { cors: { allowOrigin: 'caller' } });
  await visit(friend);
  expect(await engine.evaluate(inTurn(write, write))).toEqual(['TypeError', 'written']);
  await expect.poll(() => warnings(engine)).toHaveLength(1);
  expect(await engine.evaluate(inTurn(write, readByXhr))).toEqual(['written', 'read']);
  expect(friend.requestsTo('/write').filter(({ method }) => method === 'POST')).toHaveLength(2);
  expect(friend.requests.filter(({ method }) => method === 'HEAD')).toHaveLength(1);
  expect(came(friend).filter((what) => what.includes('traced'))).toEqual([]);
});

test('an origin that takes the header gets it from the first request on, and nothing else is asked of it', {
  tag: everyEngine,
}, async ({ engine, serve, visit }) => {
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent' };
  for (const first of [read, write, readByXhr]) {
    const friend = await serve(answers, { cors });
    await visit(friend);
    await engine.evaluate(inTurn(first, read, write, readByXhr));
    const requests = came(friend).filter((what) => what !== 'OPTIONS');
    expect(requests.slice(1)).toEqual(['GET traced', 'POST traced', 'GET traced']);
    expect(requests[0]).toMatch(/ traced$/);
  }
});

test('what Clew asks by itself is nobody’s trace and tells nothing', { tag: everyEngine }, async ({
  engine,
  serve,
  visit,
}) => {
  const { friend, state } = await unsteady(serve);
  await visit(friend);
  expect(await engine.evaluate(readByXhr)).toBe('error');
  state.isDown = false;
  await expect.poll(() => came(friend)).toContain('HEAD traced');
  const [probe] = friend.requests.filter(({ method }) => method === 'HEAD');
  expect(probe?.headers.traceparent).toMatch(/-00$/);
  expect(probe?.query.size).toBe(0);
  expect(probe?.headers.cookie).toBeUndefined();
});

test('a redirect from the own origin to one that refuses the header is followed', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const files = await serve(answers, { cors: { allowOrigin: '*' } });
  const redirect = (_: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(302, { location: `${files.origin}/read` }).end();
  const shop = await serve({
    '/': page(files, collector.url).replace('data-propagate-to', 'data-nothing'),
    '/file/1': redirect,
    '/file/2': redirect,
    '/api': (_, response) => void response.end('api'),
  });
  await engine.open(`${shop.origin}/`);
  expect(await engine.evaluate(inTurn('ask("/file/1")', 'askXhr("GET", "/file/2")', 'ask("/api")'))).toEqual([
    'read',
    'read',
    'api',
  ]);
  expect(shop.requestsTo('/file/1').map(({ headers }) => !!headers.traceparent)).toEqual([true, false]);
  expect(shop.requestsTo('/file/2').map(({ headers }) => !!headers.traceparent)).toEqual([false]);
  expect(shop.requestsTo('/api')[0]?.headers.traceparent).toMatch(/^00-/);
  expect(files.requestsTo('/read').filter(({ headers }) => headers.traceparent)).toEqual([]);
});

test('a redirect to a stranger that takes any header gets it once at most', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const stranger = await serve(answers, { cors: { allowOrigin: '*', allowHeaders: '*' } });
  const shop = await serve({
    '/': page(stranger, collector.url).replace('data-propagate-to', 'data-nothing'),
    '/file/1': (_, response) => void response.writeHead(302, { location: `${stranger.origin}/read` }).end(),
  });
  await engine.open(`${shop.origin}/`);
  expect(
    await engine.evaluate(inTurn('ask("/file/1")', 'ask("/file/1")', 'askXhr("GET", "/file/1")')),
  ).toEqual(['read', 'read', 'read']);
  expect(stranger.requestsTo('/read').map(({ headers }) => !!headers.traceparent)).toEqual([
    true,
    false,
    false,
  ]);
});

test('a connection that breaks once, at first contact, is nobody’s refusal', { tag: everyEngine }, async ({
  engine,
  serve,
  visit,
}) => {
  let isBroken = true;
  const friend = await serve(
    {
      ...answers,
      // Until it is asked without: browsers themselves try again on a connection that was used before.
      'GET /read': ({ headers }, response) => {
        isBroken &&= !!headers.traceparent;
        if (isBroken) response.destroy();
        else response.end('read');
      },
    },
    { cors: { allowOrigin: 'caller', allowHeaders: 'traceparent' } },
  );
  await visit(friend);
  expect(await engine.evaluate(read)).toBe('read');
  await expect
    .poll(async () => {
      await engine.evaluate(read);
      return came(friend).at(-1);
    })
    .toBe('GET traced');
  expect(await warnings(engine)).toEqual([]);
});

test('a failure of the network is nobody’s refusal', { tag: everyEngine }, async ({
  engine,
  serve,
  visit,
}) => {
  const { friend, state } = await unsteady(serve);
  await visit(friend);
  expect(await engine.evaluate(read)).toBe('TypeError');
  state.isDown = false;
  expect(await engine.evaluate(inTurn(read, write))).toEqual(['read', 'written']);
  expect(await warnings(engine)).toEqual([]);
  await expect
    .poll(async () => {
      await engine.evaluate(write);
      return came(friend).at(-1);
    })
    .toBe('POST traced');
});

test('what the browser cancels because the page is left, or stopped, is not asked for again', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const later =
    (ms: number): Handler =>
    (_, response) =>
      void setTimeout(() => response.end('late'), ms);
  const shop = await serve({
    '/': page({ origin: 'http://unused.example' } as PageServer, collector.url),
    '/next': later(1_500),
    '/slow': later(4_000),
    // Answered at once when it is asked for the first time.
    '/once': (request, response) =>
      later(shop.requestsTo(request.path).length > 1 ? 4_000 : 0)(request, response),
  });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('ask("/once")');
  await engine.evaluate('void (window.stopped = ask("/once"), setTimeout(stop, 300))');
  expect(await engine.evaluate('stopped')).toMatch(/Error$/);

  const asked = 5;
  await engine.evaluate(
    `void (Array.from({ length: ${asked} }, (_, i) => ask('/slow?' + i)), setTimeout(() => { location.href = '/next'; }, 200))`,
  );
  await expect.poll(() => engine.evaluate('location.pathname').catch(() => '')).toBe('/next');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([shop.requestsTo('/once').length, shop.requestsTo('/slow').length]).toEqual([2, asked]);
});

test('the span of a request that was sent again lasts as long as the page waited', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const slowly: Handler = (_, response) => void setTimeout(() => response.end('late'), 1_000);
  const bucket = await serve({ '/file': slowly }, { cors: { allowOrigin: 'caller' } });
  const shop = await serve({
    '/': page(bucket, collector.url),
    '/download': (_, response) => void response.writeHead(302, { location: `${bucket.origin}/file` }).end(),
  });
  await engine.open(`${shop.origin}/`);
  expect(await engine.evaluate('ask("/download")')).toBe('late');
  const [span] = await arrived(engine, collector, (all) => all.length > 0);
  const durationNs = Number(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0));
  expect(durationNs / 1e6).toBeGreaterThan(950);
});

test('once consent was taken back no origin is asked anything', { tag: everyEngine }, async ({
  engine,
  serve,
  visit,
}) => {
  const friend = await serve(
    { '/write': (_, response) => void setTimeout(() => response.destroy(), 600) },
    { cors: { allowOrigin: 'caller', allowHeaders: 'traceparent' } },
  );
  await visit(friend);
  await engine.evaluate(`void (window.written = ${write})`);
  await expect.poll(() => came(friend)).toContain('POST traced');
  await engine.evaluate('clew.setConsent(false)');
  expect(await engine.evaluate('written')).toBe('TypeError');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(came(friend).filter((what) => what.startsWith('HEAD'))).toEqual([]);
});
