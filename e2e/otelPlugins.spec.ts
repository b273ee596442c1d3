// What plugs into Clew through OpenTelemetry's interfaces: span processors with exporters of their own, propagators, a
// sampler, as OpenTelemetry's packages have them. The app is demo/apps/tracers/plugins.js.
import type { Page } from '@playwright/test';
import { arrived, collectErrors } from './support/arrived.ts';
import { builtApp } from './support/builtApp.ts';
import type { Collector } from './support/collector.ts';
import { needApps } from './support/readyApp.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { expect, test } from './support/test.ts';

needApps('tracers');

/** Opens the page and clicks Order, until the request has arrived. */
async function order(
  page: Page,
  collector: Collector,
  serve: (routes: Routes) => Promise<PageServer>,
  query = '',
): Promise<PageServer> {
  const html = (text: string) => text.replace('<head>', `$&${collectErrors}`);
  const server = await serve(await builtApp('tracers/dist', collector, html));
  await page.goto(`${server.origin}/plugins.html${query}`, { waitUntil: 'load' });
  await page.click('#order');
  await expect.poll(() => server.requestsTo('/api/by-fetch').length).toBe(1);
  return server;
}

test('hands every span to processors and exporters of OpenTelemetry, past one that throws', async ({
  page,
  serve,
  collector,
}) => {
  const printed: string[] = [];
  page.on('console', (message) => printed.push(message.text()));
  await order(page, collector, serve);
  const spans = await arrived(page, collector, (all) =>
    ['page load', 'click Order', 'GET'].every((name) => all.some((span) => span.name === name)),
  );
  for (const { name, attributes } of spans) {
    expect(attributes['shop.basket'], name).toBe(3);
    expect(attributes['shop.seconds'], `${name}, as it ends`).toBeGreaterThanOrEqual(0);
  }
  // clew.flush() has flushed the batch processor too.
  const exported = (await page.evaluate(
    `exported.getFinishedSpans().map((span) => [span.spanContext().spanId, span.resource.attributes['service.name']])`,
  )) as [string, string][];
  expect(new Map(exported)).toEqual(new Map(spans.map(({ spanId }) => [spanId, 'shop-plugins'])));
  expect(printed.filter((text) => text.includes('traceId')).length, 'spans on the console').toBe(
    spans.length,
  );
  await page.evaluate('clew.shutdown()');
  expect(await page.evaluate('pageErrors')).toEqual([]);
});

test('tells processors of nothing that ends or begins after consent was withdrawn', async ({
  page,
  serve,
  collector,
}) => {
  await order(page, collector, serve);
  const names = (await page.evaluate(`(async () => {
    await clew.flush();
    tracer.startSpan('before').end();
    const open = tracer.startSpan('open');
    clew.setConsent(false);
    open.end();
    tracer.startSpan('late').end();
    return ended;
  })()`)) as string[];
  expect(names.slice(names.indexOf('before'))).toEqual(['before']);
});

test('writes the headers of another propagator beside its own', async ({ page, serve, collector }) => {
  const server = await order(page, collector, serve);
  const { headers } = server.requestsTo('/api/by-fetch')[0] ?? {};
  const [, traceId, spanId] = String(headers?.traceparent).split('-');
  expect([headers?.['x-b3-traceid'], headers?.['x-b3-spanid'], headers?.['x-b3-sampled']]).toEqual([
    traceId,
    spanId,
    '1',
  ]);
});

test('leaves the decision to a sampler', async ({ page, serve, collector }) => {
  const server = await order(page, collector, serve, '?rate=0');
  expect(server.requestsTo('/api/by-fetch')[0]?.headers.traceparent).toMatch(/-02$/);
  await page.evaluate('clew.flush()');
  expect(await collector.spans()).toEqual([]);
  expect(await page.evaluate('exported.getFinishedSpans()')).toEqual([]);
});
