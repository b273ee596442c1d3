// Shutdown: what waits is sent, and the page's platform is again exactly what it was.
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import { importMap } from './support/serveBuild.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void response.end('ok') };

/** `platform()` notes every property of every global and its prototype; `changed(before)` names those that differ. */
const watch = `<script>
  const platform = () => {
    const found = new Map();
    const note = (path, owner) => {
      for (const key of Reflect.ownKeys(owner)) found.set(path + String(key), Object.getOwnPropertyDescriptor(owner, key));
    };
    note('', window);
    for (const [name, { value }] of [...found]) {
      if (typeof value !== 'function') continue;
      note(name + '.', value);
      if (value.prototype) note(name + '.prototype.', value.prototype);
    }
    return found;
  };
  const changed = (before) => {
    const after = platform();
    const differs = (name) => ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'].some(
      (part) => !Object.is(before.get(name)?.[part], after.get(name)?.[part]));
    return [...new Set([...before.keys(), ...after.keys()])].filter(differs).sort();
  };
</script>`;

/** How a property of the platform looks to the page: whether it is native, its name, its length, its descriptor. */
const look = `<script>
  const look = (realm) => [['window', realm, 'fetch'], ['Promise.prototype', realm.Promise.prototype, 'then'],
    ['Promise.prototype', realm.Promise.prototype, 'constructor'], ['Promise', realm.Promise, 'resolve'],
    ['XMLHttpRequest.prototype', realm.XMLHttpRequest.prototype, 'open'], ['XMLHttpRequest.prototype', realm.XMLHttpRequest.prototype, 'send'],
    ['EventTarget.prototype', realm.EventTarget.prototype, 'addEventListener'], ['EventTarget.prototype', realm.EventTarget.prototype, 'removeEventListener'],
    ['Function.prototype', realm.Function.prototype, 'toString']].map(([path, owner, name]) => {
      const { value, ...flags } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
      return [path + '.' + name, flags, value && [value.name, value.length, 'prototype' in value, Function.prototype.toString.call(value)]];
    });
</script>`;

const setUp = { 'ES module': `import { init } from 'clew';`, 'script tag': 'const { init } = clew;' };

function page(build: keyof typeof setUp, endpoint: string): string {
  const head = build === 'ES module' ? importMap : '<script src="/clew.min.js"></script>';
  return `<!doctype html><title>Shutdown</title><head>${head}${collectErrors}${watch}${look}</head><button id="go">Go</button>
    <iframe></iframe><script type="module">${setUp[build]}
      go.addEventListener('click', () => fetch('/api/call'));
      window.before = platform();
      window.handle = init({ serviceName: 'shop', endpoint: '${endpoint}' });
    </script>`;
}

for (const build of ['ES module', 'script tag'] as const) {
  test(`shutdown restores every property of the platform (${build})`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const shop = await serve({ ...api, '/': page(build, collector.url) });
    await engine.open(`${shop.origin}/`);
    await expect.poll(() => engine.evaluate('typeof handle')).toBe('object');
    await engine.click('#go');
    const patched = await engine.evaluate<string[]>('changed(before)');
    expect(patched).toEqual(
      expect.arrayContaining(['Promise.prototype.constructor', 'Promise.prototype.then', 'fetch']),
    );
    await engine.evaluate('handle.shutdown()');
    const left = await engine.evaluate<string[]>('changed(before)');
    // @opentelemetry/api keeps its (then empty) registry; two are the test's own, the last two WebKit's and its driver's.
    const expected = [
      'Symbol(opentelemetry.js.api.1)',
      'handle',
      'before',
      'PerformanceObserver.supportedEntryTypes',
      'Symbol(automationSessionProxy)',
    ];
    expect(left.filter((name) => !expected.includes(name))).toEqual([]);
    expect(await engine.evaluate('pageErrors')).toEqual([]);
  });
}

test('after shutdown the platform looks as in a page without Clew', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page('ES module', collector.url) });
  await engine.open(`${shop.origin}/`);
  await expect.poll(() => engine.evaluate('typeof handle')).toBe('object');
  await engine.evaluate('handle.shutdown()');
  expect(await engine.evaluate('look(window)')).toEqual(await engine.evaluate('look(frames[0])'));
});

test('shutdown sends what waits and what is open, and nothing after that', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page('ES module', collector.url) });
  await engine.open(`${shop.origin}/`);
  await expect.poll(() => engine.evaluate('typeof handle')).toBe('object');
  await engine.click('#go');
  await engine.evaluate('handle.shutdown()');
  const names = async () => (await collector.spans()).map(({ name }) => name);
  expect(await names(), 'as soon as the promise is fulfilled').toEqual(
    expect.arrayContaining(['page load', 'click Go', 'GET']),
  );
  const sent = (await names()).length;
  await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(2);
  expect(shop.requestsTo('/api/call')[1]?.headers.traceparent).toBeUndefined();
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 400)).then(() => handle.flush())');
  expect(await names()).toHaveLength(sent);
});

test('after shutdown init starts Clew anew', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const shop = await serve({ ...api, '/': page('script tag', collector.url) });
  await engine.open(`${shop.origin}/`);
  await expect.poll(() => engine.evaluate('typeof handle')).toBe('object');
  await engine.evaluate('handle.shutdown()');
  await engine.evaluate(`void clew.init({ serviceName: 'again', endpoint: '${collector.url}' })`);
  await engine.click('#go');
  const ofSecond = (spans: { service: string }[]) => spans.filter(({ service }) => service === 'again');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  expect(ofSecond(interactionsIn(spans))).toHaveLength(1);
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toContain(interactionsIn(spans)[0]?.traceId);
});
