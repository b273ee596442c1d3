// Clew behind each version of @opentelemetry/api that it says it works with, and libraries that bring another copy of the
// API. A copy finds what another one has registered if that one is as new as itself or newer; so the API has it.
import { arrived } from './support/arrived.ts';
import { importMapWith } from './support/serveBuild.ts';
import { expect, test } from './support/test.ts';

const V1_9 = '/node_modules/@opentelemetry/api/build/esm/index.js';
const V1_10 = '/node_modules/otel-api-1.10/dist/index.mjs';

/** A library that knows the API alone. */
const library = `
  import { context, propagation, trace } from '@opentelemetry/api';
  export const price = (work) => trace.getTracer('pricing', '2.0').startActiveSpan('price', async (span) => {
    await null;
    const headers = {};
    propagation.inject(context.active(), headers);
    work();
    span.end();
    return headers;
  });`;

const page = (map: string, clew: string) => `<!doctype html><title>API</title><head>${map}${clew}</head>
  <script type="module">
    const { price } = await import('/library.js');
    window.headers = await price(() => {});
  </script>`;

const cases = [
  { clew: '1.9', library: '1.9', imports: { clew: V1_9, library: V1_9 } },
  { clew: '1.10', library: '1.9', imports: { clew: V1_10, library: V1_9 } },
  { clew: '1.10', library: '1.10', imports: { clew: V1_10, library: V1_10 } },
  { clew: 'script tag', library: '1.9', imports: { clew: undefined, library: V1_9 } },
  { clew: 'script tag', library: '1.10', imports: { clew: undefined, library: V1_10 } },
];

for (const { clew, library: version, imports } of cases) {
  test(`serves a library with API ${version} (Clew with ${clew})`, async ({
    page: tab,
    serve,
    collector,
  }) => {
    const map = importMapWith(
      { '@opentelemetry/api': imports.library },
      imports.clew ? { '/dist/': { '@opentelemetry/api': imports.clew } } : {},
    );
    const options = { serviceName: 'shop', endpoint: collector.url, capture: [] };
    const start = imports.clew
      ? `<script type="module">import { init } from 'clew'; window.clew = init(${JSON.stringify(options)});</script>`
      : `<script src="/clew.min.js"></script><script>clew.init(${JSON.stringify(options)})</script>`;
    const server = await serve({
      '/': page(map, start),
      '/library.js': (_request, response) => {
        response.setHeader('content-type', 'text/javascript').end(library);
      },
    });
    await tab.goto(server.origin);
    const [span] = await arrived(tab, collector, (all) => all.length === 1);
    expect(span).toMatchObject({ name: 'price', scope: { name: 'pricing', version: '2.0' } });
    const headers = (await tab.evaluate('headers')) as Record<string, string>;
    expect(headers.traceparent).toBe(`00-${span?.traceId}-${span?.spanId}-03`);
  });
}

test('says so where another SDK was there first, and goes on with what it records itself', async ({
  page: tab,
  serve,
  collector,
}) => {
  const map = importMapWith({ '@opentelemetry/api': V1_9 });
  const server = await serve({
    '/': `<!doctype html><title>Two</title>${map}<script type="module">
      import { trace } from '@opentelemetry/api';
      import { init } from 'clew';
      window.said = [];
      console.warn = (text) => said.push(text);
      const others = { startSpan: () => trace.wrapSpanContext({}), startActiveSpan() {} };
      trace.setGlobalTracerProvider({ getTracer: () => others });
      window.clew = init({ serviceName: 'shop', endpoint: '${collector.url}', capture: ['pageLoad'] });
    </script>`,
  });
  await tab.goto(server.origin);
  await arrived(tab, collector, (all) => all.some(({ name }) => name === 'page load'));
  expect(await tab.evaluate('said')).toEqual([expect.stringContaining('another OpenTelemetry SDK')]);
});
