// Pages that bring a zone.js of their own, before Clew or after it, as Angular's do: what zone.js multiplexes (one native
// listener for all of a target's, promises of its own) keeps each click's work apart.
import type { Engine } from './support/engine.ts';
import { importMap } from './support/serveBuild.ts';
import type { PageServer } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const clew = {
  'script tag': '<script src="/clew.min.js" data-service-name="zones"></script>',
  'ES module': `<script type="module">import { init } from 'clew'; init({ serviceName: 'zones' });</script>`,
};
const zones = {
  'script tag': '<script src="/node_modules/zone.js/bundles/zone.umd.js"></script>',
  'ES module': '<script type="module" src="/node_modules/zone.js/fesm2015/zone.js"></script>',
};

/** The first click's request is under way throughout: later work of a click that is over begins a trace of its own. */
const answerAfterMs = 2_000;

/** Two clicks share a target, and a promise; each asks the server at once and when it hears of the other. */
const script = `
  const ask = (path) => fetch('/api/' + path);
  let settle;
  const shared = new Promise((resolve) => { settle = resolve; });
  const listen = (who) => addEventListener('message', () => ask(who + '/message'));
  first.addEventListener('click', () => {
    ask('first');
    listen('first');
    shared.then(() => ask('first/then'));
    shared.finally(() => ask('first/finally'));
  });
  second.addEventListener('click', () => {
    ask('second');
    listen('second');
    shared.then(() => ask('second/then'));
    postMessage('now', '*');
    setTimeout(settle, 20);
  });
  window.isReady = true;`;

const asks = ['first/message', 'second/message', 'first/then', 'second/then', 'first/finally'];

async function clickBoth(engine: Engine, server: PageServer): Promise<Record<string, string>> {
  await engine.open(`${server.origin}/`);
  await expect.poll(() => engine.evaluate('window.isReady && performance.now() > 1000')).toBe(true);
  await engine.click('#first');
  await engine.click('#second');
  const trace = (path: string) =>
    String(server.requestsTo(`/api/${path}`)[0]?.headers.traceparent).split('-')[1] ?? 'none';
  await expect.poll(() => trace('first/finally')).not.toBe('none');
  const clicks = { [trace('first')]: 'first', [trace('second')]: 'second' };
  return Object.fromEntries(asks.map((path) => [path, clicks[trace(path)] ?? trace(path)]));
}

for (const build of ['script tag', 'ES module'] as const) {
  for (const order of ['before', 'after']) {
    test(`listeners and promises keep their clicks with zone.js ${order} Clew (${build})`, {
      tag: everyEngine,
    }, async ({ engine, serve }) => {
      const head = order === 'before' ? zones[build] + clew[build] : clew[build] + zones[build];
      const server = await serve({
        '/': `<!doctype html><title>Zones</title><head>${importMap}${head}</head><button id="first">First</button>
          <button id="second">Second</button><script type="module">${script}</script>`,
        '/api/first': (_request, response) => void setTimeout(() => response.end('{}'), answerAfterMs),
        ...Object.fromEntries(
          ['second', ...asks].map((path) => [
            `/api/${path}`,
            (_request, response) => void response.end('{}'),
          ]),
        ),
      });
      expect(await clickBoth(engine, server)).toEqual({
        'first/message': 'first',
        'second/message': 'second',
        'first/then': 'first',
        'second/then': 'second',
        'first/finally': 'first',
      });
    });
  }
}
