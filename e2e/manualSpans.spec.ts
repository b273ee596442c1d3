// Manual spans, written against @opentelemetry/api alone: they nest under what the user did, and everything of the API
// that a page may use arrives.
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import { importMap } from './support/serveBuild.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void response.end('ok') };

/** How a page comes by the API: `otel` is the same in both. */
const builds: Record<string, (collector: Collector) => string> = {
  'script tag': ({ url }) =>
    `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}" data-capture="interactions,fetch"></script>
     <script type="module">window.otel = clew;</script>`,
  'ES module': ({ url }) => `${importMap}<script type="module">
    import { init } from 'clew';
    import * as otel from '@opentelemetry/api';
    window.clew = init({ serviceName: 'shop', endpoint: '${url}', capture: ['interactions', 'fetch'] });
    window.otel = otel;</script>`,
};

const page = (head: string, script: string) =>
  `<!doctype html><title>Manual spans</title><head>${collectErrors}${head}</head><body><button id="go">Go</button>
  <script type="module">
    const { trace, context, propagation } = window.otel;
    const tracer = trace.getTracer('shop-page', '1.2.3');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const call = (name) => fetch('/api/call?name=' + name).then((response) => response.text());
    const onGo = (listener) => go.addEventListener('click', listener);
    ${script}
  </script>`;

interface Run {
  readonly spans: ReceivedSpan[];
  readonly click: ReceivedSpan | undefined;
  /** The span of this name. */
  readonly named: (name: string) => ReceivedSpan | undefined;
  /** `traceId-spanId` in the traceparent that this call arrived with. */
  readonly callOf: (name: string) => string;
}

/** Clicks Go on a page that runs `script`, until its click and the spans of these names have arrived. */
async function clickGo(
  engine: Engine,
  server: PageServer,
  collector: Collector,
  names: readonly string[],
): Promise<Run> {
  await engine.open(`${server.origin}/`);
  await engine.click('#go');
  const isComplete = (all: ReceivedSpan[]) =>
    interactionsIn(all).length > 0 && names.every((name) => all.some((span) => span.name === name));
  const spans = await arrived(engine, collector, isComplete);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
  const headerOf = (name: string) =>
    server.requestsTo('/api/call').find(({ query }) => query.get('name') === name)?.headers.traceparent;
  return {
    spans,
    click: interactionsIn(spans)[0],
    named: (name) => spans.find((span) => span.name === name),
    callOf: (name) => String(headerOf(name)).split('-').slice(1, 3).join('-'),
  };
}

const parentOf = (span: ReceivedSpan | undefined) => `${span?.traceId}-${span?.parentSpanId}`;
const idOf = (span: ReceivedSpan | undefined) => `${span?.traceId}-${span?.spanId}`;

for (const [build, head] of Object.entries(builds)) {
  test(`manual spans nest under the click and keep their place across await (${build})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const script = `onGo(() => tracer.startActiveSpan('order', async (order) => {
      await pause(5);
      await null;
      const total = tracer.startSpan('total');
      total.end();
      await tracer.startActiveSpan('pay', async (pay) => {
        await Promise.all([pause(5), call('pay')]);
        pay.end();
      });
      await call('order');
      order.end();
    }))`;
    const shop = await serve({ ...api, '/': page(head(collector), script) });
    const run = await clickGo(engine, shop, collector, ['order', 'total', 'pay']);
    const requests = run.spans.filter(({ name }) => name === 'GET');
    expect(parentOf(run.named('order'))).toBe(idOf(run.click));
    expect(parentOf(run.named('total'))).toBe(idOf(run.named('order')));
    expect(parentOf(run.named('pay'))).toBe(idOf(run.named('order')));
    expect(requests.map(idOf)).toEqual([run.callOf('pay'), run.callOf('order')]);
    expect(requests.map(parentOf)).toEqual([idOf(run.named('pay')), idOf(run.named('order'))]);
  });

  test(`all that the API lets a page say of a span arrives (${build})`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const script = `onGo(() => {
      const other = tracer.startSpan('other', { root: true, attributes: { first: 'kept' } });
      const span = tracer.startSpan('before', { kind: 2, links: [{ context: other.spanContext() }] });
      span.updateName('after').setAttribute('text', 'a').setAttributes({ n: 1.5, yes: true, list: ['x', 'y'] });
      span.addEvent('priced', { 'price.cents': 1999 });
      span.recordException(new RangeError('too many'));
      span.setStatus({ code: 2, message: 'out of stock' });
      span.end();
      span.setAttribute('late', true);
      other.end();
    })`;
    const shop = await serve({ ...api, '/': page(head(collector), script) });
    const { named, click } = await clickGo(engine, shop, collector, ['after', 'other']);
    const span = named('after');
    expect(span?.attributes).toMatchObject({ text: 'a', n: 1.5, yes: true, list: ['x', 'y'] });
    expect(span?.attributes).not.toHaveProperty('late');
    expect(span?.kind, 'OTLP counts from 1').toBe(3);
    expect(span?.status).toEqual({ code: 2, message: 'out of stock' });
    expect(span?.links).toMatchObject([{ traceId: named('other')?.traceId, spanId: named('other')?.spanId }]);
    expect(span?.events.map(({ name }) => name)).toEqual(['priced', 'exception']);
    expect(span?.events[0]?.attributes).toEqual({ 'price.cents': 1999 });
    expect(span?.events[1]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too many',
      'exception.stacktrace': expect.stringMatching(/./),
    });
    expect(named('other')).toMatchObject({ attributes: { first: 'kept' } });
    expect(named('other')?.parentSpanId, 'a root of its own').toBeFalsy();
    expect(named('other')?.traceId).not.toBe(click?.traceId);
  });
}

test('context.with and bind move work to another span, inject writes its traceparent', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const script = `onGo(async () => {
    const cart = tracer.startSpan('cart');
    const within = trace.setSpan(context.active(), cart);
    const carrier = {};
    propagation.inject(within, carrier);
    window.carrier = carrier;
    context.with(within, () => tracer.startSpan('with').end());
    const bound = context.bind(within, () => tracer.startSpan('bound').end());
    setTimeout(bound, 5);
    await context.with(within, async () => { await pause(10); await call('awaited'); });
    tracer.startSpan('after').end();
    cart.end();
  })`;
  const shop = await serve({ ...api, '/': page(builds['script tag']?.(collector) ?? '', script) });
  const run = await clickGo(engine, shop, collector, ['cart', 'with', 'bound', 'after', 'GET']);
  const cart = idOf(run.named('cart'));
  expect(['with', 'bound', 'GET'].map((name) => parentOf(run.named(name)))).toEqual([cart, cart, cart]);
  expect(run.callOf('awaited')).toBe(idOf(run.named('GET')));
  expect(parentOf(run.named('after')), 'back to the click').toBe(idOf(run.click));
  expect(await engine.evaluate('carrier')).toMatchObject({ traceparent: `00-${cart}-03` });
});

for (const [name, build] of Object.entries(builds)) {
  test(`baggage that the page sets goes to its own origin and to allowlisted ones, nowhere else (${name})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const other = await serve(api, { cors: { allowOrigin: 'caller' } });
    const friend = await serve(api, {
      cors: { allowOrigin: 'caller', allowHeaders: 'traceparent, baggage' },
    });
    const script = `onGo(() => {
    call('without');
    const baggage = propagation.createBaggage({ tier: { value: 'gold & new' } });
    context.with(propagation.setBaggage(context.active(), baggage), () => tracer.startActiveSpan('sale', async (span) => {
      await pause(5);
      await Promise.allSettled(['', '${other.origin}', '${friend.origin}'].map((origin) => fetch(origin + '/api/call?name=with')));
      span.end();
    }));
  })`;
    const head = build(collector)
      .replace('src=', `data-propagate-to="${friend.origin}" src=`)
      .replace('{ init }', '{ baggage, init }')
      .replace('capture:', `propagators: [baggage], propagateTo: ['${friend.origin}'], capture:`);
    const shop = await serve({ ...api, '/': page(head, script) });
    await clickGo(engine, shop, collector, ['sale']);
    const received = (server: PageServer) =>
      server.requestsTo('/api/call').map(({ query, headers }) => [query.get('name'), headers.baggage]);
    expect(received(shop).sort()).toEqual([
      ['with', 'tier=gold%20%26%20new'],
      ['without', undefined],
    ]);
    expect(received(other)).toEqual([['with', undefined]]);
    expect(received(friend)).toEqual([['with', 'tier=gold%20%26%20new']]);
    expect(friend.requestsTo('/api/call')[0]?.headers.traceparent).toMatch(/^00-/);
  });
}

test('a span that ends after its interaction keeps its parent, and its work stays with it', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  // The open span is silent, so the interaction ends 5 s after the click.
  const script = `onGo(() => { window.upload = tracer.startSpan('upload'); window.within = trace.setSpan(context.active(), upload); });
    window.finish = () => { context.with(within, () => tracer.startSpan('part').end()); upload.end(); };`;
  const shop = await serve({ ...api, '/': page(builds['script tag']?.(collector) ?? '', script) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const first = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  expect(first.map(({ name }) => name)).toEqual(['click Go']);
  await engine.evaluate('finish()');
  const spans = await arrived(engine, collector, (all) => all.length >= 3);
  const named = (name: string) => spans.find((span) => span.name === name);
  expect(parentOf(named('upload'))).toBe(idOf(named('click Go')));
  expect(parentOf(named('part'))).toBe(idOf(named('upload')));
});

test('work that outlives its interaction is a trace of its own, linked to it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const script = `onGo(() => setInterval(() => tracer.startActiveSpan('tick', async (tick) => {
    await call('tick');
    tick.end();
  }), 700))`;
  const shop = await serve({ ...api, '/': page(builds['script tag']?.(collector) ?? '', script) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const spans = await arrived(
    engine,
    collector,
    (all) => interactionsIn(all).length > 0 && all.filter(({ name }) => name === 'GET').length > 1,
  );
  const [click] = interactionsIn(spans);
  const ticks = spans.filter(({ name }) => name === 'tick');
  expect(ticks.length).toBeGreaterThan(1);
  expect(new Set([click, ...ticks].map((span) => span?.traceId)).size).toBe(ticks.length + 1);
  expect(ticks.map(({ parentSpanId, links }) => [parentSpanId || 'none', links[0]?.spanId])).toEqual(
    ticks.map(() => ['none', click?.spanId]),
  );
  const requests = spans.filter(({ name }) => name === 'GET');
  expect(requests.map(parentOf)).toEqual(ticks.slice(0, requests.length).map(idOf));
});
