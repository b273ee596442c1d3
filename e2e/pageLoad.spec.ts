// The page load is one root span with the document and its resources below it, or the server's own trace continued.
import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { arrived, collectErrors } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { Handler, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

const api: Routes = {
  '/pixel.svg': (_request, response) =>
    void setTimeout(30).then(() => response.setHeader('content-type', 'image/svg+xml').end(pixel)),
  '/api/call': (_request, response) => void response.end('ok'),
  '/never.svg': () => {},
};

const tag = (collector: Collector) =>
  `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"></script>`;

const page = (collector: Collector, body: string, head = '') =>
  `<!doctype html><title>Load</title><head><link rel="icon" href="data:,">${collectErrors}${head}${tag(collector)}</head><body>${body}`;

const isLoad = ({ name }: ReceivedSpan) => name === 'page load';

async function loadOf(tab: Engine | Page, collector: Collector): Promise<[ReceivedSpan, ReceivedSpan[]]> {
  const spans = await arrived(tab as Engine, collector, (all) => all.some(isLoad));
  expect(await (tab as Engine).evaluate('pageErrors')).toEqual([]);
  const load = spans.find(isLoad) as ReceivedSpan;
  return [load, spans.filter(({ parentSpanId }) => parentSpanId === load.spanId)];
}

test('a page load is a root span with the document, its resources and its requests as children', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<img src="/pixel.svg?token=secret"><script>fetch('/api/call').then((r) => r.text());
    addEventListener('load', () => setTimeout(async () => { await fetch('/api/call?late=1') }, 40))</script>`;
  const shop = await serve({ ...api, '/start': page(collector, body) });
  await engine.open(`${shop.origin}/start?user=secret#secret`);
  const [load, children] = await loadOf(engine, collector);
  expect(load.parentSpanId).toBe('');
  expect(load.attributes).toMatchObject({
    'url.full': `${shop.origin}/start?user=REDACTED`,
    'browser.navigation_timing.type': 'navigate',
  });
  const urls = children.map(({ name, attributes }) => [
    name,
    String(attributes['url.full']).replace(shop.origin, ''),
  ]);
  expect(urls.sort()).toEqual([
    ['GET', '/api/call'],
    ['GET', '/api/call?late=REDACTED'],
    ['document', '/start?user=REDACTED'],
    ['resource img', '/pixel.svg?token=REDACTED'],
    ['resource script', '/clew.min.js'],
  ]);
  const sent = shop.requestsTo('/api/call').map(({ headers }) => String(headers.traceparent).split('-')[1]);
  expect(sent).toEqual([load.traceId, load.traceId]);
  for (const child of children) {
    expect(BigInt(child.startTimeUnixNano), child.name).toBeGreaterThanOrEqual(
      BigInt(load.startTimeUnixNano),
    );
    expect(BigInt(child.endTimeUnixNano), child.name).toBeLessThanOrEqual(BigInt(load.endTimeUnixNano));
    expect(child.durationMs, child.name).toBeGreaterThanOrEqual(0);
  }
  const image = children.find(({ name }) => name === 'resource img');
  expect(image?.durationMs).toBeGreaterThanOrEqual(25);
  expect(load.durationMs).toBeLessThan(10_000);
  const milestones = ['dom_interactive', 'dom_complete', 'load_event_start'];
  for (const milestone of milestones)
    expect(load.attributes[`browser.navigation_timing.${milestone}`]).toBeGreaterThan(0);
});

test('what happens after the page load is not part of it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(collector, '') });
  await engine.open(`${shop.origin}/`);
  const [load] = await loadOf(engine, collector);
  await engine.evaluate(`fetch('/api/call').then((response) => response.text())`);
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'GET'));
  expect(spans.find(({ name }) => name === 'GET')?.traceId).not.toBe(load.traceId);
});

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const valid = `00-${traceId}-${spanId}-01`;
const meta = (content: string) => `<meta name="traceparent" content="${content}">`;
const timing = (value: string) => ({ 'server-timing': value });

/** Where the server says which span made the page. */
const joins: Record<string, { head?: string; headers?: Record<string, string>; body?: string }> = {
  'a meta tag': { head: meta(valid) },
  'Server-Timing: traceparent': { headers: timing(`traceparent;desc="${valid}"`) },
  'Server-Timing: trace': { headers: timing(`db;dur=3, trace;desc=${valid}`) },
  'the first of two meta tags': { head: meta(valid) + meta(valid.replace('4bf', 'aaa')) },
};

/** What says nothing, or nothing that may be believed. */
const strangers: typeof joins = {
  'upper case': { head: meta(valid.toUpperCase()) },
  'version ff': { head: meta(valid.replace('00-', 'ff-')) },
  'a trace id of zeros': { head: meta(valid.replace(traceId, '0'.repeat(32))) },
  'a span id of zeros': { head: meta(valid.replace(spanId, '0'.repeat(16))) },
  'ten thousand characters': { head: meta(valid + '0'.repeat(10_000)) },
  'a line feed': { head: meta(`${valid}\n`) },
  markup: { head: meta('&lt;script>alert(1)&lt;/script>') },
  'a valid tag behind a malformed one': { head: meta('nothing') + meta(valid) },
  'a tag in the body': { body: meta(valid) },
  'a malformed Server-Timing': { headers: timing(`traceparent;desc="${valid.toUpperCase()}"`) },
  'another Server-Timing': { headers: timing(`tracer;desc="${valid}"`) },
};

/** Longer than any engine's clock grain: what arrives in the millisecond in which it is asked for is taken for cached. */
const ANSWER_MS = 10;

function answer(collector: Collector, { head, headers, body = '' }: (typeof joins)[string]): Handler {
  return async (_request, response) => {
    await setTimeout(ANSWER_MS);
    response
      .setHeaders(new Map(Object.entries({ 'content-type': 'text/html', ...headers })))
      .end(page(collector, body, head));
  };
}

for (const [source, given] of Object.entries(joins)) {
  test(`a page load joins the server's trace (${source})`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const shop = await serve({ ...api, '/': answer(collector, given) });
    await engine.open(`${shop.origin}/`);
    const [load, children] = await loadOf(engine, collector);
    expect([load.traceId, load.parentSpanId]).toEqual([traceId, spanId]);
    expect(new Set(children.map((child) => child.traceId))).toEqual(new Set([traceId]));
  });
}

test('a trace context that is not well-formed is no trace context', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const cases = Object.entries(strangers);
  const paths = cases.map(([, given], index) => [`/${index}`, answer(collector, given)]);
  const shop = await serve({ ...api, ...Object.fromEntries(paths) });
  for (const [index] of cases.entries()) {
    await engine.open(`${shop.origin}/${index}`);
    await arrived(engine, collector, (all) => all.filter(isLoad).length > index);
    expect(await engine.evaluate('pageErrors')).toEqual([]);
  }
  const loads = (await collector.spans()).filter(isLoad);
  const parents = cases.map(([name], index) => {
    const load = loads.find(({ attributes }) => attributes['url.full'] === `${shop.origin}/${index}`);
    return [name, load?.parentSpanId, load?.traceId.startsWith(traceId.slice(0, 8).toLowerCase())];
  });
  expect(parents).toEqual(cases.map(([name]) => [name, '', false]));
});

test('a page whose load was over when Clew came has its page load all the same', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const late = `<script>addEventListener('load', () => setTimeout(() => {
    const script = Object.assign(document.createElement('script'), { src: '/clew.min.js' });
    Object.assign(script.dataset, { serviceName: 'shop', endpoint: '${collector.url}' });
    document.head.append(script);
  }, 50))</script>`;
  const shop = await serve({
    ...api,
    '/': async (_request, response) => {
      await setTimeout(ANSWER_MS);
      response
        .setHeader('content-type', 'text/html')
        .end(
          `<!doctype html><title>Late</title><head>${collectErrors}${meta(valid)}${late}</head><img src="/pixel.svg">`,
        );
    },
  });
  await engine.open(`${shop.origin}/`);
  await expect.poll(() => engine.evaluate('typeof clew')).toBe('object');
  const [load, children] = await loadOf(engine, collector);
  expect([load.traceId, load.parentSpanId]).toEqual([traceId, spanId]);
  expect(children.map(({ name }) => name)).toEqual(expect.arrayContaining(['document', 'resource img']));
  expect(load.durationMs, 'the load itself, not the wait for Clew').toBeCloseTo(
    await engine.evaluate<number>(`performance.getEntriesByType('navigation')[0].loadEventEnd`),
    -1,
  );
});

test('resources beyond a hundred are counted, not sent', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const images = Array.from({ length: 130 }, (_, index) => `<img src="/pixel.svg?n=${index}">`).join('');
  const shop = await serve({ ...api, '/': page(collector, images) });
  await engine.open(`${shop.origin}/`);
  const [load, children] = await loadOf(engine, collector);
  expect(children.filter(({ name }) => name.startsWith('resource'))).toHaveLength(100);
  expect(load.attributes['clew.resources.dropped'], 'the script and 130 images, less 100').toBe(31);
});

test('a load that never ends is cut off after a minute', async ({ page: tab, serve, collector }) => {
  await tab.clock.install();
  const shop = await serve({ ...api, '/': page(collector, '<img src="/never.svg">') });
  await tab.goto(`${shop.origin}/`, { waitUntil: 'domcontentloaded' });
  // Second by second: the network is real, and no request may seem to take longer than it has time.
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await tab.clock.runFor(1_000);
      await setTimeout(20);
    }
  };
  await pass(30);
  await tab.evaluate('clew.flush()');
  expect((await collector.spans()).filter(isLoad)).toEqual([]);
  await pass(31);
  const [load] = await loadOf(tab, collector);
  expect(load.attributes['clew.end_reason']).toBe('cap');
  expect(load.durationMs).toBeLessThan(62_000);
});

test('a load that never ends is sent when the page is left', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    ...api,
    '/': page(collector, '<img src="/never.svg">'),
    '/next': '<!doctype html><title>Next</title>',
  });
  await tab.goto(`${shop.origin}/`, { waitUntil: 'domcontentloaded' });
  await tab.goto(`${shop.origin}/next`);
  const load = await collector.spanWhere(isLoad);
  expect(load.attributes['clew.end_reason']).toBe('hide');
});
