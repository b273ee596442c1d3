// What leaves the browser is OTLP as the official definitions have it: decoded by them, encoded again, and equal.
import { roundTrip } from '../test/transport/otlpDefinitions.ts';
import { everyEngine, expect, test } from './support/test.ts';

const builds = (endpoint: string): string =>
  `<!doctype html><title>OTLP</title><script src="/clew.min.js" data-service-name="shop" data-endpoint="${endpoint}" data-resource-attributes="service.namespace=demo"></script><button>Buy</button>
  <script>document.querySelector('button').addEventListener('click', async () => {
    const span = clew.trace.getTracer('shop', '1.2.3').startSpan('odd', { attributes: { text: 'a\\ud800\\u2028😀', int: 2 ** 53 - 1, big: 2 ** 60, half: 0.5, nan: NaN, yes: true, list: ['a', 'b'] } });
    span.addEvent('paid', { amount: 3 }).recordException(new TypeError('wrong'));
    span.setStatus({ code: 2, message: 'failed' }).end();
    await fetch('/api');
    await clew.flush();
  })</script>`;

test('every body that the browser sends is valid OTLP/HTTP JSON', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const collector = await serve(
    {
      'POST /v1/traces': (_request, response) =>
        void response.setHeader('content-type', 'application/json').end('{}'),
    },
    { cors: { allowOrigin: 'caller', allowHeaders: 'content-type' } },
  );
  const shop = await serve({
    '/': builds(collector.origin),
    '/api': (_request, response) => void response.end('{}'),
  });
  await engine.open(`${shop.origin}/`);
  await engine.click('button');
  const bodies = () => collector.requestsTo('/v1/traces').map(({ body }) => body.toString('utf8'));
  const names = () =>
    bodies()
      .flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans)
      .flatMap(({ spans }) => spans)
      .map(({ name }) => name);
  await expect
    .poll(names, { timeout: 12_000 })
    .toEqual(expect.arrayContaining(['odd', 'GET', 'click Buy', 'page load']));
  for (const body of bodies()) expect(roundTrip(body)).toEqual(JSON.parse(body));
  for (const { headers } of collector.requestsTo('/v1/traces')) {
    expect(headers['content-type']).toBe('application/json');
    expect(headers.cookie).toBeUndefined();
    expect(headers.traceparent).toBeUndefined();
  }
});
