// The hop table: whatever the browser does between a click and a request, the request is the click's. Judged by the
// traceparent that the server received.
import { readFile } from 'node:fs/promises';
import { importMap } from './support/serveBuild.ts';
import type { Handler, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const script = await readFile(new URL('./pages/hops.js', import.meta.url), 'utf8');
const asScript: Handler = (_request, response) =>
  void response.setHeader('content-type', 'text/javascript').end(script);

const builds = {
  'script tag': '<script src="/clew.min.js" data-service-name="hops"></script>',
  'ES module': `${importMap}<script type="module">import { init } from 'clew'; init({ serviceName: 'hops' });</script>`,
};

function routes(head: string): Routes {
  return {
    '/': `<!doctype html><title>Hops</title><head>${head}</head><body><script type="module" src="/hops.js"></script>`,
    '/hops.js': asScript,
    '/worker.js': (_request, response) =>
      void response.setHeader('content-type', 'text/javascript').end('onmessage = () => postMessage(1)'),
    '/module.js': (_request, response) =>
      void response.setHeader('content-type', 'text/javascript').end('export default 1'),
    '/pixel.svg': (_request, response) =>
      void response
        .setHeader('content-type', 'image/svg+xml')
        .end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    '/events': (_request, response) =>
      void response.setHeader('content-type', 'text/event-stream').end('data: hop\n\n'),
    '/api/text': (_request, response) => void response.end('text'),
    '/api/hop': (_request, response) => void response.end('ok'),
  };
}

for (const [build, head] of Object.entries(builds)) {
  test(`every hop keeps its click's trace (${build})`, { tag: everyEngine }, async ({
    engine,
    engineName,
    serve,
  }) => {
    test.setTimeout(120_000);
    const server = await serve(routes(head));
    await engine.open(`${server.origin}/`);
    await expect
      .poll(() => engine.evaluate('document.querySelectorAll("button").length'))
      .toBeGreaterThan(40);
    // The page load is over: from here on the poll is nobody's.
    await expect.poll(() => engine.evaluate('performance.now() > 1500')).toBe(true);
    const names = await engine.evaluate<string[]>('Object.keys(hops)');
    const traces = (name: string, at: string) =>
      server
        .requestsTo('/api/hop')
        .filter(({ query }) => query.get('name') === name && query.get('at') === at)
        .map(({ headers }) => String(headers.traceparent ?? '').split('-')[1] ?? 'none');

    const table: Record<string, string> = {};
    for (const name of names) {
      await engine.click(`#hop-${name.replace(/\W+/g, '-')}`);
      const settled = () => traces(name, 'end').length + traces(name, 'absent').length;
      await expect
        .poll(settled, { timeout: 2_000 })
        .toBeGreaterThan(0)
        .catch(() => {});
      const [start, end] = [traces(name, 'start')[0], traces(name, 'end')[0]];
      table[name] =
        end === undefined
          ? traces(name, 'absent').length > 0
            ? 'absent'
            : 'never'
          : start === end
            ? 'kept'
            : 'LOST';
    }
    const starts = names.map((name) => traces(name, 'start')[0]);
    console.log(`${engineName}, ${build}:`, count(table), failures(table));
    expect(failures(table)).toEqual({});
    expect(new Set(starts).size, 'each click is a trace of its own').toBe(names.length);
    const polled = traces('poll', 'poll').slice(-10);
    expect(
      polled.filter((trace) => starts.includes(trace)),
      'the poll is in no click’s trace',
    ).toEqual([]);
  });
}

function failures(table: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).filter(([, verdict]) => /LOST|never/.test(verdict)));
}

function count(table: Record<string, string>): string {
  const verdicts = Object.values(table);
  return `${verdicts.filter((verdict) => verdict === 'kept').length} kept, ${verdicts.filter((verdict) => verdict === 'absent').length} absent, of ${verdicts.length}`;
}
