// OpenTelemetry's own instrumentations for pages, unchanged, with Clew as the SDK behind the API: in place of Clew's sources
// and beside them. The app is demo/apps/tracers/instrumentations.js.
import type { Page } from '@playwright/test';
import { arrived, collectErrors } from './support/arrived.ts';
import { builtApp } from './support/builtApp.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import { needApps } from './support/readyApp.ts';
import type { PageServer, ServeOptions } from './support/servePages.ts';
import { expect, test } from './support/test.ts';

needApps('tracers');

/** The instrumentation that made a span, or `clew`. */
const maker = ({ scope }: ReceivedSpan): string => scope.name.replace('@opentelemetry/instrumentation-', '');

interface Visit {
  readonly spans: readonly ReceivedSpan[];
  /** From the client span of the request to this path up to its root: who made which span. */
  ancestry(path: string): string[];
}

/** Opens the page, clicks Order, and waits for the click and both of its requests. */
async function order(
  page: Page,
  collector: Collector,
  serve: (routes: Awaited<ReturnType<typeof builtApp>>, options?: ServeOptions) => Promise<PageServer>,
  query: string,
): Promise<Visit> {
  const html = (text: string) => text.replace('<head>', `$&${collectErrors}`);
  const server = await serve(await builtApp('tracers/dist', collector, html));
  await page.goto(`${server.origin}/instrumentations.html${query}`, { waitUntil: 'load' });
  await page.click('#order');
  const paths = ['/api/by-fetch', '/api/by-xhr'];
  await expect.poll(() => paths.every((path) => server.requestsTo(path).length === 1)).toBe(true);
  const spans = await arrived(page, collector, (all) =>
    paths.every((path) => lineOf(all, path).at(-1)?.parentSpanId === ''),
  );
  expect(await page.evaluate('pageErrors')).toEqual([]);

  function lineOf(all: readonly ReceivedSpan[], path: string): ReceivedSpan[] {
    const header = String(server.requestsTo(path)[0]?.headers.traceparent).split('-');
    expect(header, 'one traceparent, not two').toHaveLength(4);
    const line: ReceivedSpan[] = [];
    let next = all.find(({ spanId }) => spanId === header[2]);
    while (next) {
      line.push(next);
      const { parentSpanId, traceId } = next;
      next = all.find((span) => span.spanId === parentSpanId && span.traceId === traceId);
    }
    return line;
  }
  return {
    spans,
    ancestry: (path) => lineOf(spans, path).map((span) => `${maker(span)}: ${span.name}`),
  };
}

test('runs them in place of its own sources', async ({ page, serve, collector }) => {
  const { spans, ancestry } = await order(page, collector, serve, '?capture=nothing');
  expect(new Set(spans.map(maker))).toEqual(
    new Set(['document-load', 'fetch', 'xml-http-request', 'user-interaction']),
  );
  const click = 'user-interaction: click';
  expect(ancestry('/api/by-fetch')).toEqual([expect.stringMatching(/^fetch: .*GET/), click]);
  // After two awaits: OpenTelemetry's own context managers have lost the click here.
  expect(ancestry('/api/by-xhr')).toEqual([expect.stringMatching(/^xml-http-request: .*GET/), click]);
  const load = spans.find(({ name }) => name === 'documentLoad') as ReceivedSpan;
  expect(load.parentSpanId, 'the document load is a root').toBeFalsy();
  const below = spans.filter(({ parentSpanId }) => parentSpanId === load.spanId).map(({ name }) => name);
  expect(new Set(below)).toEqual(new Set(['documentFetch', 'resourceFetch']));
});

test('runs them beside its own sources, within its interactions', async ({ page, serve, collector }) => {
  const { spans, ancestry } = await order(page, collector, serve, '');
  const above = ['user-interaction: click', 'clew: click Order'];
  expect(ancestry('/api/by-fetch')).toEqual(expect.arrayContaining(above));
  expect(ancestry('/api/by-fetch').slice(-2)).toEqual(above);
  expect(ancestry('/api/by-xhr').slice(-2)).toEqual(above);
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['page load', 'documentLoad']));
});
