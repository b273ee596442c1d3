// Pages and frames that set `document.domain`: windows of the same origin that may not touch each other any more.
// @see https://html.spec.whatwg.org/multipage/browsers.html#relaxing-the-same-origin-restriction
import type { ServerResponse } from 'node:http';
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import { everyEngine, expect, test } from './support/test.ts';

/** Where it is forbidden, as in a sandbox, it throws. */
const setDomain = `const relax = () => { try { document.domain = document.domain; return 'set'; } catch ({ name }) { return name; } }`;

/** A page that has it set by a press of its button. */
const page = ({ url }: Collector, body: string) =>
  `<!doctype html><title>Domain</title><head>${collectErrors}<script>${setDomain}; const call = (name) => fetch('/api/' + name);</script>
  <script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}" data-capture="pageLoad,interactions,fetch,xhr"></script></head>
  <body><button id="page" onclick="relax(), call('page')">Page</button>${body}`;

const frame = (name: string, script: string) =>
  `<!doctype html><script>${setDomain}; ${script}</script><button onclick="fetch('/api/${name}').catch(() => {})">${name}</button>`;

/** Answers with a document whose agent cluster is keyed by its site (`?0`), where the setter works, or by its origin. */
const keyed = (text: string, key: '?0' | '?1') => (_: unknown, response: ServerResponse) =>
  void response
    .setHeader('origin-agent-cluster', key)
    .setHeader('content-type', 'text/html; charset=utf-8')
    .end(text);

for (const key of ['?0', '?1'] as const)
  test(`frames that set document.domain, early or late, leave the page as it was (Origin-Agent-Cluster: ${key})`, async ({
    page: tab,
    serve,
    collector,
  }) => {
    const frames = ['plain', 'early', 'late'];
    const body = frames.map((name) => `<iframe id="${name}" src="/${name}"></iframe>`).join('');
    const sandboxed = `<iframe id="sandboxed" sandbox="allow-scripts" src="/early"></iframe>`;
    const shop = await serve({
      '/': keyed(page(collector, body + sandboxed), key),
      '/plain': keyed(frame('plain', ''), key),
      '/early': keyed(frame('early', 'window.outcome = relax()'), key),
      '/late': keyed(frame('late', 'addEventListener("click", relax, true)'), key),
      ...Object.fromEntries(
        ['page', ...frames].map((name) => [`/api/${name}`, (_, response) => void response.end('ok')]),
      ),
    });
    const errors: string[] = [];
    tab.on('pageerror', ({ message }) => errors.push(message));
    await tab.goto(`${shop.origin}/`);
    const isApart = () =>
      tab.evaluate(() => {
        try {
          return !document.querySelector<HTMLIFrameElement>('#early')?.contentWindow?.document;
        } catch {
          return true;
        }
      });
    expect(await isApart()).toBe(key === '?0');
    for (const id of [...frames, 'sandboxed']) await tab.frameLocator(`#${id}`).locator('button').click();
    await tab.locator('#page').click();
    // A frame that is loaded when the page itself has another domain.
    await tab.evaluate((url) => {
      const added = document.createElement('iframe');
      added.src = url;
      document.body.append(added);
      return new Promise((resolve) => added.addEventListener('load', resolve));
    }, '/plain');
    await tab.frameLocator('iframe').last().locator('button').click();
    const spans = await arrived(tab, collector, (all) =>
      interactionsIn(all).some(({ name }) => name === 'click Page'),
    );
    expect(shop.requestsTo('/api/plain')).toHaveLength(2);
    for (const name of ['early', 'late', 'page'])
      expect(shop.requestsTo(`/api/${name}`).length).toBeGreaterThan(0);
    const press = interactionsIn(spans).find(({ name }) => name === 'click Page');
    expect(shop.requestsTo('/api/page')[0]?.headers.traceparent).toContain(press?.traceId);
    expect(spans.filter(({ name }) => name === 'page load')).toHaveLength(1);
    expect(errors).toEqual([]);
  });

test('a page of frames that are out of reach is traced like any other', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const frames = '<iframe src="/early"></iframe><iframe src="/told"></iframe>';
  const shop = await serve({
    '/': keyed(page(collector, frames), '?0'),
    '/early': keyed(frame('early', 'relax()'), '?0'),
    '/told': keyed(frame('told', 'onmessage = () => parent.postMessage(relax(), "*")'), '?0'),
    '/api/page': (_, response) => void response.end('ok'),
  });
  await engine.open(`${shop.origin}/`);
  const isReachable = `(() => { try { return !!frames[0].document } catch { return false } })()`;
  expect(await engine.evaluate(isReachable)).toBe(false);
  const told = `new Promise((resolve) => { onmessage = ({ data }) => resolve(data); frames[1].postMessage('go', '*'); })`;
  expect(await engine.evaluate(told)).toBe('set');
  await engine.click('#page');
  const [press] = interactionsIn(await arrived(engine, collector, (all) => interactionsIn(all).length > 0));
  expect(shop.requestsTo('/api/page')[0]?.headers.traceparent).toContain(press?.traceId);
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});
