// Clew beside another SDK that patches fetch and XMLHttpRequest, whichever comes first: both do their work, no header
// comes twice, and when Clew goes, the other one stays.
import { arrived, collectErrors } from './support/arrived.ts';
import { builtApp } from './support/builtApp.ts';
import { needApps } from './support/readyApp.ts';
import { expect, test } from './support/test.ts';

needApps('tracers');

const paths = ['/api/by-fetch', '/api/by-fetch/then', '/api/by-xhr', '/api/by-xhr/then'];

const orders = [
  ['sentry', 'clew'],
  ['sentry', 'sentry'],
  ['opentelemetry', 'clew'],
  ['opentelemetry', 'opentelemetry'],
] as const;

for (const [other, first] of orders) {
  test(`works beside ${other}, ${first} first`, async ({ page, serve, collector }) => {
    const routes = await builtApp('tracers/dist', collector, (html) =>
      html.replace('<head>', `$&${collectErrors}`),
    );
    const server = await serve(routes);
    await page.goto(`${server.origin}/${other}.html?first=${first}`);
    const headersOf = (name: string) =>
      paths.map((path) => String(server.requestsTo(path)[0]?.headers[name] ?? 'none'));
    await page.click('#fetch');
    await expect.poll(() => server.requestsTo('/api/by-fetch/then').length).toBe(1);
    await page.click('#xhr');
    await expect.poll(() => server.requestsTo('/api/by-xhr/then').length).toBe(1);

    const joins = headersOf('traceparent').map((value) => value.split('-'));
    for (const join of joins) expect(join, 'one traceparent, not two').toHaveLength(4);
    const spans = await arrived(page, collector, (all) =>
      joins.every(([, traceId]) => all.some((span) => span.traceId === traceId && !span.parentSpanId)),
    );
    const roots = joins.map(
      ([, traceId]) => spans.find((span) => span.traceId === traceId && !span.parentSpanId)?.name,
    );
    expect(roots).toEqual(['click By fetch', 'click By fetch', 'click By XHR', 'click By XHR']);
    if (other === 'sentry')
      for (const value of headersOf('sentry-trace')) expect(value).toMatch(/^[0-9a-f]{32}-[0-9a-f]{16}-\d$/);

    const fetchIsKept = await page.evaluate(`(async () => {
        const before = fetch;
        await clew.shutdown();
        return fetch === before;
      })()`);
    expect(fetchIsKept, 'fetch stays as whoever came last patched it').toBe(first === 'clew');
    await page.click('#fetch');
    await expect.poll(() => server.requestsTo('/api/by-fetch/then').length).toBe(2);
    const last = server.requestsTo('/api/by-fetch/then')[1]?.headers ?? {};
    expect([last.traceparent, 'sentry-trace' in last]).toEqual([undefined, other === 'sentry']);
    expect(await page.evaluate('pageErrors')).toEqual([]);
  });
}
