// The session, consent, sampling and the hook, as the collector sees them.
import { arrived, arrivedEvents } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const page = (collector: Collector, attributes = '', script = ''): string =>
  `<!doctype html><title>Session</title><head><script src="/clew.min.js" data-service-name="shop"
    data-endpoint="${collector.url}" ${attributes}></script></head><button id="go">Go</button><script>
    const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    go.addEventListener('click', async () => { await fetch('/api/call'); });${script}</script>`;

const api: Routes = {
  '/api/call': (_request, response) => void response.end('ok'),
  '/api/fail': (_request, response) => void response.writeHead(500).end(),
};

const sessionOf = (record: { attributes: Readonly<Record<string, unknown>> } | undefined) =>
  record?.attributes['session.id'];

test('a reload and a second tab go on in the same session, told once', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(collector) });
  await engine.open(`${shop.origin}/`);
  const first = await arrived(engine, collector, (spans) => spans.some(({ name }) => name === 'page load'));
  await engine.open(`${shop.origin}/?again`);
  const loads = (spans: typeof first) => spans.filter(({ name }) => name === 'page load');
  const spans = await arrived(engine, collector, (all) => loads(all).length === 2);
  expect(sessionOf(first[0])).toMatch(/^[\da-f]{32}$/);
  expect(new Set(spans.map(sessionOf))).toEqual(new Set([sessionOf(first[0])]));
  expect(await engine.evaluate('JSON.parse(localStorage["clew.session"]).id')).toBe(sessionOf(first[0]));
  const events = await arrivedEvents(engine, collector, (all) =>
    all.some(({ eventName }) => eventName === 'session.start'),
  );
  const starts = events.filter(({ eventName }) => eventName === 'session.start');
  expect(starts).toHaveLength(1);
  expect(sessionOf(starts[0])).toBe(sessionOf(first[0]));
});

test('storage is left alone while the page waits for its scripts; what ended meanwhile has its session', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const watch = `<script>window.reads = 0; for (const name of ['getItem', 'setItem']) { const native = Storage.prototype[name];
    Storage.prototype[name] = function (...args) { reads++; return native.apply(this, args); }; }</script>`;
  const during = `clew.trace.getTracer('shop').startSpan('early').end(); window.during = reads;`;
  const shop = await serve({ ...api, '/': watch + page(collector, '', during) });
  await engine.open(`${shop.origin}/`);
  expect(await engine.evaluate('during')).toBe(0);
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'page load'));
  const early = spans.find(({ name }) => name === 'early');
  expect(sessionOf(early)).toBe(await engine.evaluate('JSON.parse(localStorage["clew.session"]).id'));
});

test('an idle session is followed by another, which names it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(collector) });
  await engine.open(`${shop.origin}/`);
  const id = await engine.evaluate<string>(`(() => {
    clew.stats(); // The session is looked up when the page is idle, or when somebody asks.
    const session = JSON.parse(localStorage['clew.session']);
    const agoMs = 31 * 60_000;
    localStorage['clew.session'] = JSON.stringify({ ...session, startedAt: session.startedAt - agoMs, lastAt: session.lastAt - agoMs });
    return session.id;
  })()`);
  await engine.open(`${shop.origin}/?later`);
  const isNext = ({ attributes }: { attributes: Readonly<Record<string, unknown>> }) =>
    attributes['session.previous_id'] === id;
  const events = await arrivedEvents(engine, collector, (all) => all.some(isNext));
  expect(sessionOf(events.find(isNext))).not.toBe(id);
});

test('the user is named by the page alone', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const shop = await serve({ ...api, '/': page(collector, 'data-capture="interactions,fetch"') });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await arrived(engine, collector, (all) => all.length === 2);
  await engine.evaluate(`clew.setUser('u-17')`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, (all) => all.length === 4);
  expect(spans.map(({ attributes }) => attributes['user.id'])).toEqual([
    undefined,
    undefined,
    'u-17',
    'u-17',
  ]);
});

test('without consent nothing is recorded, stored, patched or sent, and with it everything', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const before = '<script>window.fetchBefore = fetch;</script>';
  const shop = await serve({ ...api, '/': before + page(collector, 'data-consent="false"') });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(1);
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toBeUndefined();
  expect(await engine.evaluate('[fetch === fetchBefore, Object.keys(localStorage).length]')).toEqual([
    true,
    0,
  ]);
  await engine.evaluate('clew.flush()');
  expect(await collector.spans()).toEqual([]);
  await engine.evaluate('clew.setConsent(true)');
  await engine.click('#go');
  await arrived(engine, collector, (all) => all.some(({ name }) => name === 'click Go'));
  expect(shop.requestsTo('/api/call')[1]?.headers.traceparent).toBeDefined();
});

test('consent withdrawn ends it at once: nothing more leaves, and nothing stays behind', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const friend = await serve(api, { cors: { allowOrigin: 'caller', allowHeaders: 'traceparent' } });
  const attributes = `data-capture="interactions,fetch" data-propagate-to="${friend.origin}"`;
  const shop = await serve({ ...api, '/': page(collector, attributes) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(1);
  await engine.evaluate(`fetch('${friend.origin}/api/call').then((response) => response.text())`);
  expect(await engine.evaluate('Object.keys(sessionStorage)')).toEqual(['clew.headers']);
  await engine.evaluate('clew.setConsent(false)');
  await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(2);
  expect(shop.requestsTo('/api/call')[1]?.headers.traceparent).toBeUndefined();
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 500)).then(() => clew.flush())');
  expect(await collector.spans()).toEqual([]);
  expect(await engine.evaluate('Object.keys(localStorage)')).toEqual([]);
  expect(await engine.evaluate('Object.keys(sessionStorage)')).toEqual([]);
});

test('consent refused on a later page takes away what earlier ones have stored', {
  tag: everyEngine,
}, async ({ engine, serve }) => {
  // What nobody answers stays on disk.
  const dead = `data-endpoint="http://127.0.0.1:9"`;
  const tag = (attributes: string) =>
    `<!doctype html><title>Stored</title><script src="/clew.min.js" data-service-name="shop" ${dead} ${attributes}></script>`;
  const shop = await serve({ '/': tag(''), '/later': tag('data-consent="false"') });
  const stored = () =>
    engine.evaluate<string[]>(`(async () => [
      ...Object.keys(localStorage), ...Object.keys(sessionStorage),
      ...(await indexedDB.databases()).map(({ name }) => name)].filter((name) => name.startsWith('clew.')))()`);
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `((localStorage.page = 'its own'), clew.trace.getTracer('shop').startSpan('kept').end())`,
  );
  await expect.poll(async () => (await stored()).length).toBeGreaterThan(1);
  await engine.open(`${shop.origin}/later`);
  expect((await stored()).length).toBeGreaterThan(1);
  await engine.evaluate('clew.setConsent(false)');
  await expect.poll(stored).toEqual([]);
  expect(await engine.evaluate('localStorage.page')).toBe('its own');
});

test('a refusal holds in whatever order it is said', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const init = `['init', { serviceName: 'shop', endpoint: '${collector.url}' }]`;
  const queued = (calls: string) =>
    `<!doctype html><title>Refused</title><script>clew = [${calls}]</script><script src="/clew.min.js"></script>`;
  const shop = await serve({
    '/': queued(init),
    '/refused': queued(`['setConsent', false], ${init}`),
    '/mistaken': queued(`['setConsent', false], ['init', { serviceNam: 'shop' }], ${init}`),
  });
  const state = () =>
    engine.evaluate<string[]>(
      `[clew.init({ serviceName: 'shop' }).sessionId, ...Object.keys(localStorage)].filter(Boolean)`,
    );
  await engine.open(`${shop.origin}/`);
  await expect.poll(async () => (await state()).length, 'something is stored').toBeGreaterThan(1);
  for (const path of ['/refused', '/mistaken']) {
    await engine.open(`${shop.origin}${path}`);
    expect(await state(), path).toEqual([]);
  }
  await engine.open(`${shop.origin}/`);
  await expect.poll(async () => (await state()).length).toBeGreaterThan(1);
  await engine.evaluate('clew.shutdown().then(() => clew.setConsent(false))');
  expect(await state(), 'after the end').toEqual([]);
});

test('what was said before init holds: the user, and no consent', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const queued = (calls: string) => `<!doctype html><title>Queued</title><div id="clew"></div><head><script>
    window.fetchBefore = fetch; clew = [${calls}, ['init', { serviceName: 'shop', endpoint: '${collector.url}' }]];</script>
    <script src="/clew.min.js"></script></head>`;
  const shop = await serve({
    '/no': queued(`['setConsent', false]`),
    '/named': queued(`['setUser', 'u-1']`),
    '/element': `<!doctype html><title>Element</title><div id="clew"></div>
      <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"></script>`,
  });
  await engine.open(`${shop.origin}/no`);
  expect(await engine.evaluate('fetch === fetchBefore')).toBe(true);
  await engine.open(`${shop.origin}/named`);
  await engine.evaluate(`clew.trace.getTracer('shop').startSpan('own').end()`);
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'own'));
  expect(spans.find(({ name }) => name === 'own')?.attributes['user.id']).toBe('u-1');
  await engine.open(`${shop.origin}/element`);
  expect(await engine.evaluate('typeof clew.init')).toBe('function');
});

test('a tracer that a module keeps goes on after consent was taken back and given again', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const shop = await serve({ ...api, '/': page(collector) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`((window.tracer = clew.trace.getTracer('shop')), clew.setConsent(false))`);
  expect(await engine.evaluate(`tracer.startSpan('refused').isRecording()`)).toBe(false);
  await engine.evaluate(`(clew.setConsent(true), tracer.startSpan('agreed').end())`);
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'agreed'));
  expect(spans.some(({ name }) => name === 'refused')).toBe(false);
});

test('the Global Privacy Control signal is respected where the page wants it', async ({
  page: tab,
  serve,
  collector,
}) => {
  await tab.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
  });
  const shop = await serve({ ...api, '/': page(collector, 'data-respect-gpc'), '/deaf': page(collector) });
  const header = async (path: string) => {
    const [request] = await Promise.all([
      tab.waitForRequest('**/api/call'),
      tab.goto(shop.origin + path).then(() => tab.click('#go')),
    ]);
    return (await request.allHeaders()).traceparent;
  };
  expect(await header('/')).toBeUndefined();
  expect(await header('/deaf')).toBeDefined();
});

const unsampled = (sessionId: string) =>
  `<script>const now = Date.now();
    localStorage['clew.session'] = JSON.stringify({ id: '${sessionId}', startedAt: now, lastAt: now });</script>`;

test('a session is sampled as a whole, and says so to every service', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const high = `${'1'.repeat(18)}${'f'.repeat(14)}`;
  const shop = await serve({ ...api, '/': unsampled(high) + page(collector, 'data-sample-rate="0.5"') });
  await engine.open(`${shop.origin}/`);
  for (let i = 0; i < 3; i++) await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(3);
  for (const { headers } of shop.requestsTo('/api/call')) {
    expect(headers.traceparent).toMatch(/-03$/);
    expect(headers.tracestate).toBe(`ot=th:8;rv:${'f'.repeat(14)}`);
  }
});

test('the first trace after an idle half hour is decided on by the session that it begins', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const clock =
    '<script>window.skewMs = 0; const real = Date.now; Date.now = () => real() + skewMs;</script>';
  const shop = await serve({ ...api, '/': clock + page(collector, 'data-sample-rate="0.999999"') });
  await engine.open(`${shop.origin}/`);
  const told = await engine.evaluate<string[]>(`(() => {
    const tracer = clew.trace.getTracer('shop');
    return [0, 31 * 60_000].flatMap((ms) => {
      skewMs = ms;
      const span = tracer.startSpan('visit', { root: true });
      return [span.attributes['session.id'].slice(-14), /rv:(.*)/.exec(span.spanContext().traceState.serialize())[1]];
    });
  })()`);
  expect(told[1]).toBe(told[0]);
  expect(told[3]).toBe(told[2]);
  expect(told[2]).not.toBe(told[0]);
});

test('of a session that is not sampled, the trace of an error is sent whole and marked, and no other', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const low = `${'1'.repeat(18)}${'0'.repeat(14)}`;
  const fail = `<button id="fail">Fail</button><script>fail.addEventListener('click', async () => {
    await fetch('/api/call'); await later(20); await fetch('/api/fail'); });</script>`;
  const shop = await serve({
    ...api,
    '/': unsampled(low) + page(collector, 'data-sample-rate="0.5" data-capture="interactions,fetch"') + fail,
  });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(1);
  await engine.click('#fail');
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'click Fail'));
  // In any order: Firefox's clock may give the click and its request one millisecond.
  expect(spans.map(({ name }) => name).sort()).toEqual(['GET', 'GET', 'click Fail']);
  expect(new Set(spans.map(({ attributes }) => attributes['clew.sampling.tail']))).toEqual(
    new Set(['error']),
  );
  // The backend was told the truth of that moment: not sampled.
  expect(shop.requestsTo('/api/fail')[0]?.headers.traceparent).toMatch(/-02$/);
});

test('so is a slow one', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const low = `${'1'.repeat(18)}${'0'.repeat(14)}`;
  const slow = `<button id="slow">Slow</button><script>slow.addEventListener('click', () => later(400).then(() => fetch('/api/call')));</script>`;
  const attributes = 'data-sample-rate="0.5" data-tail-slow-ms="300" data-capture="interactions,fetch"';
  const shop = await serve({ ...api, '/': unsampled(low) + page(collector, attributes) + slow });
  await engine.open(`${shop.origin}/`);
  await engine.click('#slow');
  const spans = await arrived(engine, collector, (all) => all.some(({ name }) => name === 'click Slow'));
  expect(spans.map(({ attributes }) => attributes['clew.sampling.tail'])).toEqual(['slow', 'slow']);
});

test('the hook rewrites and drops spans and events before they leave, and what it fails on stays', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const start = `<script>clew.init({ serviceName: 'shop', endpoint: '${collector.url}', capture: ['interactions', 'fetch'],
    beforeSend(record) {
      if (record.name === 'GET') return false;
      if (record.name === 'broken') throw new Error('hook');
      record.name = record.name.toUpperCase();
      record.attributes['shop.tenant'] = 'a';
      delete record.attributes['url.full'];
    } });</script>`;
  const plain = page(collector).replace('data-service-name="shop"', '');
  const shop = await serve({ ...api, '/': plain + start });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`clew.trace.getTracer('shop').startSpan('broken').end()`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, (all) => all.length > 0);
  expect(spans.map(({ name }) => name)).toEqual(['CLICK GO']);
  expect(spans[0]?.attributes).toMatchObject({ 'shop.tenant': 'a' });
  expect(spans[0]?.attributes['url.full']).toBeUndefined();
  expect(await engine.evaluate(`clew.stats()['clew.traces.dropped.hook']`)).toBe(2);
});
