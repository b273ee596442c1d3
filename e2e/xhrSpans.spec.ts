// The spans of XMLHttpRequests: whose child each is, what it says of how the request went, who gets trace context.
import { arrived, interactionsIn } from './support/arrived.ts';
import type { ReceivedSpan } from './support/collector.ts';
import { everyEngine, expect, test } from './support/test.ts';
import { api, page, tag } from './support/xhrPage.ts';

/** The span whose URL ends with `path`. */
const at = (spans: readonly ReceivedSpan[], path: string) =>
  spans.filter(({ attributes }) => String(attributes['url.full']).endsWith(path));

test('each send is one client span, child of the click that sent it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const buttons = `<button id="order">Order</button><script>order.addEventListener('click', () => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/api/json?never');
    xhr.open('post', '/api/echo?token=secret');
    // Used again, from its own event: still the click's work.
    xhr.onload = () => { xhr.onload = null; xhr.open('GET', '/api/empty'); xhr.send(); };
    xhr.send('x');
  })</script>`;
  const shop = await serve({ ...api, '/': page(tag(collector)) + buttons });
  await engine.open(`${shop.origin}/`);
  await engine.click('#order');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0 && all.length > 2);
  const [click] = interactionsIn(spans);
  const requests = spans.filter((span) => span !== click);
  expect(requests.map(({ name, kind, parentSpanId }) => [name, kind, parentSpanId])).toEqual([
    ['POST', 3, click?.spanId],
    ['GET', 3, click?.spanId],
  ]);
  expect(requests[0]?.attributes).toMatchObject({
    'http.request.method': 'POST',
    'url.full': `${shop.origin}/api/echo?token=REDACTED`,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(shop.origin).port),
  });
  expect(requests[1]?.attributes).toMatchObject({ 'http.response.status_code': 204 });
  const received = [...shop.requestsTo('/api/echo'), ...shop.requestsTo('/api/empty')];
  const parents = received.map(({ headers }) => String(headers.traceparent).split('-').slice(1, 3));
  expect(parents).toEqual(requests.map(({ traceId, spanId }) => [traceId, spanId]));
});

test('how a request went decides its status, never a status code of 0', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const other = await serve(api);
  const shop = await serve({ ...api, '/': page(tag(collector), other.origin) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`Promise.all([
    request('GET', '/nowhere'),
    request('GET', '/api/broken'),
    request('GET', '/api/reset'),
    request('GET', other + '/api/length'),
    request('GET', '/api/slow/aborted', (xhr) => setTimeout(() => xhr.abort(), 20)),
    request('GET', '/api/slow/timeout', (xhr) => { xhr.timeout = 20 }),
    request('GET', '/api/slow/reopened', (xhr) => setTimeout(() => { xhr.open('PURGE', '/api/empty'); xhr.send() }, 20)),
  ])`);
  const spans = await arrived(engine, collector, (all) => all.length >= 8);
  const outcome = (path: string) =>
    at(spans, path).map(({ attributes, status }) => [
      attributes['http.response.status_code'],
      attributes['error.type'],
      status.code ?? 0,
    ]);
  expect(outcome('/nowhere')).toEqual([[404, '404', 2]]);
  expect(outcome('/api/broken')).toEqual([[503, '503', 2]]);
  expect(outcome('/api/reset')).toEqual([[undefined, expect.stringMatching(/./), 2]]);
  expect(outcome('/api/length'), 'refused by CORS').toEqual([[undefined, expect.stringMatching(/./), 2]]);
  expect(outcome('/slow/aborted')).toEqual([[undefined, undefined, 0]]);
  expect(outcome('/slow/timeout')).toEqual([[undefined, 'timeout', 2]]);
  expect(outcome('/slow/reopened')).toEqual([[undefined, undefined, 0]]);
  expect(outcome('/api/empty')).toEqual([[204, undefined, 0]]);
  expect(at(spans, '/api/empty')[0]?.attributes).toMatchObject({
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PURGE',
  });
});

test('a synchronous request is a span with its outcome', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(tag(collector)) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`['/api/json', '/api/reset'].forEach((url) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', url, false);
    try { xhr.send() } catch {}
  })`);
  const spans = await arrived(engine, collector, (all) => all.length >= 2);
  expect(at(spans, '/api/json').map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
    200,
  ]);
  expect(at(spans, '/api/reset').map(({ status, attributes }) => [status.code, attributes])).toEqual([
    [2, expect.objectContaining({ 'error.type': 'NetworkError' })],
  ]);
});

for (const handler of ['onload', 'onreadystatechange']) {
  test(`a request that its own ${handler} opens anew keeps its status`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const shop = await serve({ ...api, '/': page(tag(collector)) });
    await engine.open(`${shop.origin}/`);
    await engine.evaluate(`request('GET', '/api/broken', (xhr) => {
      xhr.${handler} = () => {
        if (xhr.readyState !== 4) return;
        xhr.${handler} = null;
        xhr.open('GET', '/api/empty');
        xhr.send();
      };
    })`);
    const spans = await arrived(engine, collector, (all) => all.length >= 2);
    expect(at(spans, '/api/broken')[0]).toMatchObject({
      attributes: { 'http.response.status_code': 503, 'error.type': '503' },
      status: { code: 2 },
    });
    expect(at(spans, '/api/empty')[0]?.attributes).toMatchObject({ 'http.response.status_code': 204 });
  });
}

test('an allowlisted origin gets the header, its neighbours do not', async ({ engine, serve, collector }) => {
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent' };
  const [friend, stranger] = [await serve(api, { cors }), await serve(api, { cors })];
  const shop = await serve({ '/': page(tag(collector, `data-propagate-to="${friend.origin}"`)) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `Promise.all([request('GET', '${friend.origin}/api/json'), request('GET', '${stranger.origin}/api/json')])`,
  );
  expect(friend.requestsTo('/api/json')[0]?.headers.traceparent).toMatch(/^00-/);
  expect(stranger.requestsTo('/api/json')[0]?.headers.traceparent).toBeUndefined();
  expect(stranger.requests.map(({ method }) => method)).toEqual(['GET']);
});
