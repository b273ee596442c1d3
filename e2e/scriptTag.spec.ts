// Clew by script tag: every way to start it, and that a mistake costs the page nothing but its traces.
import { arrived, collectErrors } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import { importMap } from './support/serveBuild.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void response.end('ok') };

const page = (head: string) =>
  `<!doctype html><title>Tag</title><head>${collectErrors}${head}</head><button id="go">Go</button>`;

const tag = (attributes: string) => `<script src="/clew.min.js" ${attributes}></script>`;

const start = (collector: Collector) => tag(`data-service-name="shop" data-endpoint="${collector.url}"`);

const callApi = `fetch('/api/call').then((response) => response.text())`;

const isAwaitUntouched = `'value' in Object.getOwnPropertyDescriptor(Promise.prototype, 'constructor')`;

test('the script begins with the hint that has V8 compile it off the main thread', async ({ serve }) => {
  const { origin } = await serve({});
  const text = await (await fetch(`${origin}/clew.min.js`)).text();
  // Anything before it, a licence for example, would make it a mere comment.
  expect(text.split('\n', 1)[0]).toBe('//# allFunctionsCalledOnLoad');
});

test('attributes of the tag set every option that text can', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const cors = { allowOrigin: 'caller', allowHeaders: 'traceparent, content-type, content-encoding, x-key' };
  const answers = { '/v1/traces': api['/api/call'] as never, ...api };
  const [backend, friend] = [await serve(answers, { cors }), await serve(answers, { cors })];
  const attributes = {
    'service-name': 'shop-web',
    'service-version': '1.2.3',
    environment: 'test',
    'resource-attributes': 'service.namespace=shop, team=web=ui',
    endpoint: backend.origin,
    headers: 'x-key=public',
    'propagate-to': `https://unused.example.com, ${friend.origin}`,
    'ignore-urls': '/api/ignored',
    'sample-rate': '1',
    capture: 'fetch, xhr',
    'native-await': 'false',
    persist: 'false',
    debug: 'false',
  };
  const text = Object.entries(attributes).map(([name, value]) => `data-${name}="${value}"`);
  const shop = await serve({
    ...api,
    '/api/ignored': api['/api/call'] as never,
    '/': page(tag(text.join(' '))),
  });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `Promise.all(['/api/call', '/api/ignored', '${friend.origin}/api/call'].map((url) => fetch(url).then((r) => r.text())))`,
  );
  await expect
    .poll(async () => {
      await engine.evaluate('clew.flush()');
      return backend.requestsTo('/v1/traces').length;
    })
    .toBeGreaterThan(0);
  const [sent] = backend.requestsTo('/v1/traces');
  expect(sent?.headers['x-key']).toBe('public');
  const { resourceSpans } = JSON.parse(String(sent?.body));
  const resource = Object.fromEntries(
    resourceSpans[0].resource.attributes.map(
      ({ key, value }: { key: string; value: { stringValue: string } }) => [key, value.stringValue],
    ),
  );
  expect(resource).toMatchObject({
    'service.name': 'shop-web',
    'service.version': '1.2.3',
    'deployment.environment.name': 'test',
    'service.namespace': 'shop',
    team: 'web=ui',
  });
  const names = resourceSpans[0].scopeSpans[0].spans.map(({ name }: { name: string }) => name);
  expect(new Set(names), 'no page load').toEqual(new Set(['GET']));
  expect(friend.requestsTo('/api/call')[0]?.headers.traceparent).toMatch(/^00-/);
  expect(shop.requestsTo('/api/ignored')[0]?.headers.traceparent).toBeUndefined();
  expect(await engine.evaluate(isAwaitUntouched), 'native await is left alone').toBe(true);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});

test('a sample rate of 0 still propagates, as not sampled, and sends nothing', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const attributes = `data-service-name="shop" data-endpoint="${collector.url}" data-sample-rate="0"`;
  const shop = await serve({ ...api, '/': page(tag(attributes)) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(callApi);
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 500)).then(() => clew.flush())');
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toMatch(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]$/,
  );
  expect(await collector.spans()).toEqual([]);
});

/** Each starts Clew as `shop`; what stands in `queue` is the page's own call. */
const starts: Record<string, (queue: string, attributes: string) => string> = {
  'a queue before an async tag': (queue) =>
    `<script>window.clew = window.clew || []; clew.push(['init', ${queue}])</script><script async src="/clew.min.js"></script>`,
  'push after the tag': (queue) => `${tag('')}<script>clew.push(['init', ${queue}])</script>`,
  'clew.init after the tag': (queue) => `${tag('')}<script>clew.init(${queue})</script>`,
  'a deferred tag': (_queue, attributes) => `<script defer src="/clew.min.js" ${attributes}></script>`,
  'two tags': (_queue, attributes) => tag(attributes).repeat(2),
  'a queue and a tag': (queue, attributes) =>
    `<script>window.clew = [['init', ${queue}], ['nonsense'], ['constructor']]</script>${tag(attributes)}`,
  'a tag and an ES module': (queue, attributes) =>
    `${importMap}${tag(attributes)}<script type="module">import { init } from 'clew'; init(${queue})</script>`,
};

for (const [name, head] of Object.entries(starts)) {
  test(`one Clew is started by ${name}`, { tag: everyEngine }, async ({ engine, serve, collector }) => {
    const queue = `{ serviceName: 'shop', endpoint: '${collector.url}' }`;
    const attributes = `data-service-name="shop" data-endpoint="${collector.url}"`;
    const shop = await serve({ ...api, '/': page(head(queue, attributes)) });
    await engine.open(`${shop.origin}/`);
    await engine.evaluate(callApi);
    const isComplete = (names: string[]) => ['GET', 'page load'].every((part) => names.includes(part));
    const spans = await arrived(engine, collector, (all) => isComplete(all.map((span) => span.name)));
    const count = (part: string) => spans.filter((span) => span.name === part).length;
    expect([count('GET'), count('page load')]).toEqual([1, 1]);
    expect(spans[0]?.service).toBe('shop');
    expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toMatch(/^00-[^,]+$/);
    expect(await engine.evaluate('pageErrors')).toEqual([]);
  });
}

test('init called again answers the first handle', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(start(collector)) });
  await engine.open(`${shop.origin}/`);
  const said = await engine.evaluate(`(() => {
    const said = [];
    console.warn = (text) => said.push(text);
    window.handles = [1, 2].map((n) => clew.init({ serviceName: 'other' + n }));
    return said;
  })()`);
  expect(said).toEqual(Array(2).fill(expect.stringContaining('init was called before')));
  expect(
    await engine.evaluate('handles[0] === handles[1] && /^[0-9a-f]{32}$/.test(handles[0].sessionId)'),
  ).toBe(true);
  const [span] = await arrived(engine, collector, (all) => all.length > 0);
  expect(span?.service).toBe('shop');
  expect(span?.attributes['session.id']).toBe(await engine.evaluate('handles[0].sessionId'));
});

test('a mistake in an option is said once, by name, and the page goes on untraced', async ({
  page: tab,
  serve,
}) => {
  const messages: string[] = [];
  tab.on('console', (message) => messages.push(message.text()));
  const attributes = 'data-service-name="shop" data-sample-rate="often"';
  const shop = await serve({ ...api, '/': page(`<link rel="icon" href="data:,">${tag(attributes)}`) });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  await tab.evaluate(callApi);
  await tab.evaluate('clew.flush().then(() => clew.shutdown())');
  expect(messages).toEqual([
    expect.stringMatching(/^clew: option "sampleRate" must be a number from 0 to 1/),
  ]);
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toBeUndefined();
  expect(await tab.evaluate('fetch.toString()')).toMatch(/\[native code\]/);
  expect(await tab.evaluate(isAwaitUntouched)).toBe(true);
  expect(await tab.evaluate('pageErrors')).toEqual([]);
});

test('where it cannot start it says so and leaves the page as it was', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  // As in jsdom, whose window is no EventTarget of its own.
  const broken = `<script>
    window.said = []; console.warn = (text) => said.push(text);
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      if (type === 'pagehide') throw new TypeError('no valid EventTarget');
      return addEventListener.call(this, type, ...rest);
    };
    window.before = [fetch, Promise.prototype.then, setTimeout, EventTarget.prototype.addEventListener];</script>`;
  const shop = await serve({ ...api, '/': page(broken + start(collector)) });
  await engine.open(`${shop.origin}/`);
  expect(await engine.evaluate('said')).toEqual(['clew: could not start. Clew is off.']);
  expect(
    await engine.evaluate(
      `[fetch, Promise.prototype.then, setTimeout, EventTarget.prototype.addEventListener].every((now, i) => now === before[i])`,
    ),
  ).toBe(true);
  expect(await engine.evaluate(`clew.trace.getTracer('shop').startSpan('own').isRecording()`)).toBe(false);
  await engine.evaluate(callApi);
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toBeUndefined();
});

test('a strict content security policy and Trusted Types are kept', async ({
  page: tab,
  serve,
  collector,
}) => {
  const policy = `default-src 'none'; script-src 'nonce-abc'; connect-src 'self' ${collector.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const collect = `addEventListener('securitypolicyviolation', (event) => pageErrors.push(event.violatedDirective));`;
  const html = page(`<script>${collect}</script>${start(collector)}<script>
    addEventListener('load', () => go.addEventListener('click', async () => { await null; fetch('/api/call'); }))</script>`);
  const shop = await serve({
    ...api,
    '/': (_request, response) =>
      void response
        .setHeader('content-type', 'text/html')
        .setHeader('content-security-policy', policy)
        .end(html.replaceAll('<script', '<script nonce="abc"')),
  });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  const spans = await arrived(tab, collector, (all) => all.some(({ name }) => name === 'click Go'));
  const click = spans.find(({ name }) => name === 'click Go');
  expect(shop.requestsTo('/api/call')[0]?.headers.traceparent).toContain(click?.traceId);
  expect(await tab.evaluate('pageErrors')).toEqual([]);
});
