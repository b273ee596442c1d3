// A page that the browser prepares before anybody asked for it: it counts from the moment somebody comes to see it.
import type { Page } from 'puppeteer-core';
import type { Collector } from './support/collector.ts';
import { openPlainChromium } from './support/plainChromium.ts';
import type { Routes } from './support/servePages.ts';
import { test as base, expect } from './support/test.ts';

/** Chromium as a person starts it, with one tab: Playwright turns prerendering off. */
const test = base.extend<{ tab: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
  tab: async ({}, use) => {
    const { browser, close } = await openPlainChromium();
    await use(await browser.newPage());
    await close();
  },
});

const rules = JSON.stringify({ prerender: [{ urls: ['/soon'], eagerness: 'immediate' }] });

const routes = ({ url }: Collector): Routes => ({
  '/': `<!doctype html><title>Here</title><link rel="icon" href="data:,"><script type="speculationrules">${rules}</script>
    <a href="/soon">Soon</a><a id="other" href="/other">Other</a>`,
  '/other': '<!doctype html><title>Other</title><link rel="icon" href="data:,">',
  '/soon': `<!doctype html><title>Soon</title><head><link rel="icon" href="data:,">
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}"></script></head>
    <button onclick="fetch('/api/click')">Go</button><script>
      const kept = () => JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]);
      addEventListener('load', () => setTimeout(async () => {
        const databases = (await indexedDB.databases()).map(({ name }) => name);
        fetch('/api/ready?stored=' + encodeURIComponent(kept() + databases) + '&id=' + clew.init({ serviceName: 'shop' }).sessionId);
      }, 300));
    </script>`,
  '/api/ready': (_request, response) => void response.end('ok'),
  '/api/click': (_request, response) => void response.end('ok'),
});

test('a page that is prerendered and never opened sends and stores nothing', async ({
  tab,
  serve,
  collector,
}) => {
  const shop = await serve(routes(collector));
  await tab.goto(`${shop.origin}/`);
  await expect.poll(() => shop.requestsTo('/api/ready').length, { timeout: 10_000 }).toBe(1);
  const [ready] = shop.requestsTo('/api/ready');
  expect(ready?.query.get('stored')).toBe('[[],[],""]');
  expect(ready?.query.get('id')).toBe('');
  expect(ready?.headers.traceparent).toBeUndefined();
  await tab.click('#other');
  await expect.poll(() => tab.title()).toBe('Other');
  await tab.goto(`${shop.origin}/other?2`);
  expect(await collector.spans()).toEqual([]);
  expect(await collector.logs()).toEqual([]);
});

test('a page that is opened after it was prerendered counts from then', async ({ tab, serve, collector }) => {
  const shop = await serve(routes(collector));
  await tab.goto(`${shop.origin}/`);
  await expect.poll(() => shop.requestsTo('/api/ready').length, { timeout: 10_000 }).toBe(1);
  // The tab's document is replaced by the prepared one, which puppeteer does not follow.
  await tab.click('a').catch(() => {});
  const load = await collector.spanWhere(({ name }) => name === 'page load');
  expect(shop.requestsTo('/soon'), 'it was not loaded again').toHaveLength(1);
  const { attributes } = load;
  expect(attributes['browser.navigation_timing.type']).toBe('prerender');
  expect(attributes['clew.activation_start']).toBeGreaterThan(300);
  expect(attributes['browser.navigation_timing.load_event_end'], 'nobody waited for it').toBe(0);
  const event = (await collector.logs()).find(({ eventName }) => eventName === 'browser.navigation');
  expect(event?.spanId).toBe(load.spanId);
  const activatedAt =
    BigInt(load.startTimeUnixNano) + BigInt(Math.floor(Number(attributes['clew.activation_start']) * 1e6));
  expect(Number(BigInt(event?.timeUnixNano ?? 0) - activatedAt) / 1e6).toBeCloseTo(0, 0);
});
