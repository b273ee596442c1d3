// Web vitals of real pages: a late image, a shift, a slow handler. Each is an event in the trace of what it measures.
import { readFile } from 'node:fs/promises';
import { arrived } from './support/arrived.ts';
import type { Collector, ReceivedLog } from './support/collector.ts';
import { openPlainChromium } from './support/plainChromium.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const image = await readFile(new URL('../docs/images/shop-phone.png', import.meta.url));

const routes: Routes = {
  // Late enough to be seen apart from the text's paint.
  '/hero.png': (_request, response) =>
    void setTimeout(() => response.setHeader('content-type', 'image/png').end(image), 200),
  '/next': '<!doctype html><title>Next</title>',
};

function page(collector: Collector, body: string, early = ''): string {
  return `<!doctype html><title>Vitals</title><head>${early}
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"
      data-capture="pageLoad,interactions,fetch,navigations,longFrames,webVitals"></script></head>
    <h1>Vitals</h1>${body}`;
}

const vitalName = ({ attributes }: ReceivedLog) => String(attributes['browser.web_vital.name']);

async function vitals(collector: Collector): Promise<ReceivedLog[]> {
  return (await collector.logs()).filter(({ eventName }) => eventName === 'browser.web_vital');
}

/** Waits until each of `names` has arrived, and returns the last of each. */
async function vitalsNamed(collector: Collector, names: readonly string[]): Promise<ReceivedLog[]> {
  const missing = async () => {
    const found = (await vitals(collector)).map(vitalName);
    return names.filter((name) => !found.includes(name));
  };
  await expect.poll(missing, { timeout: 10_000 }).toEqual([]);
  const all = await vitals(collector);
  return names.map((name) => all.findLast((vital) => vitalName(vital) === name) as ReceivedLog);
}

/** Says in `isPresented` when the engine has told of an input and of the frame that followed. */
const tellPresented = `if (PerformanceObserver.supportedEntryTypes.includes('event'))
  new PerformanceObserver((list) => (window.isPresented ||= list.getEntries().some((entry) => entry.interactionId)))
    .observe({ type: 'event', durationThreshold: 16 });`;

/** Says in `painted` which paints the engine has told of. */
const tellPainted = `window.painted = [];
  for (const type of ['paint', 'largest-contentful-paint'])
    if (PerformanceObserver.supportedEntryTypes.includes(type))
      new PerformanceObserver(() => painted.push(type)).observe({ type, buffered: true });`;

/** The body of a slow handler. It changes what is seen: where nothing is painted, Chromium tells of no latency. */
const busy = (ms: number) =>
  `{ document.body.style.background = 'pink'; const start = performance.now(); while (performance.now() - start < ${ms}); }`;

const sumOf = (attributes: ReceivedLog['attributes'] | undefined, names: string) =>
  names.split(' ').reduce((sum, name) => sum + Number(attributes?.[`clew.web_vital.${name}`]), 0);

test('a page load tells its five vitals and what to blame for them', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<div id="banner"></div><main id="content"><p>Some text.</p>
    <img class="hero large" src="/hero.png?token=secret" width="600" height="800"></main><button id="slow">Slow</button>
    <script>
      document.querySelector('img').onload = () => requestAnimationFrame(() => requestAnimationFrame(() => {
        banner.style.height = '150px';
        window.isShifted = true;
      }));
      slow.onclick = () => ${busy(120)};
      ${tellPresented}
    </script>`;
  const shop = await serve({ ...routes, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  await tab.waitForFunction('window.isShifted');
  // Until the shift is painted, a press and its release may find different elements in one place.
  await tab.evaluate(
    'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(painted))))',
  );
  await tab.click('#slow');
  await tab.waitForFunction('window.isPresented');
  await tab.goto(`${shop.origin}/next`);
  const found = await vitalsNamed(collector, ['ttfb', 'fcp', 'lcp', 'cls', 'inp']);
  const [ttfb, fcp, lcp, cls, inp] = found.map(({ attributes }) => attributes);
  for (const attributes of [ttfb, fcp, lcp, cls, inp]) {
    expect(attributes).toMatchObject({
      'browser.web_vital.rating': expect.stringMatching(/^(good|needs-improvement|poor)$/),
      'browser.web_vital.navigation_type': 'navigate',
      'browser.web_vital.id': expect.stringMatching(/^v6-/),
      'clew.page_view.route': '/',
    });
    expect(attributes?.['browser.web_vital.delta']).toBe(attributes?.['browser.web_vital.value']);
  }
  expect(lcp).toMatchObject({
    'clew.web_vital.target': '#content>img.hero.large',
    'clew.web_vital.url': `${shop.origin}/hero.png?token=REDACTED`,
  });
  expect(
    sumOf(lcp, 'time_to_first_byte resource_load_delay resource_load_duration element_render_delay'),
  ).toBeCloseTo(Number(lcp?.['browser.web_vital.value']), 3);
  expect(sumOf(lcp, 'resource_load_duration'), 'the server waited 200 ms').toBeGreaterThan(150);
  expect(cls).toMatchObject({ 'clew.web_vital.target': expect.stringMatching(/^#content|^#slow/) });
  expect(Number(cls?.['browser.web_vital.value'])).toBeGreaterThan(0.01);
  expect(inp).toMatchObject({
    'clew.web_vital.target': '#slow',
  });
  expect(Number(inp?.['clew.web_vital.processing_duration'])).toBeGreaterThanOrEqual(119);
  expect(inp?.['clew.web_vital.script_invoker']).toBe('BUTTON#slow.onclick');
  expect(Number(inp?.['clew.web_vital.script_duration'])).toBeGreaterThanOrEqual(115);
  expect(
    sumOf(ttfb, 'waiting_duration cache_duration dns_duration connection_duration request_duration'),
  ).toBeCloseTo(Number(ttfb?.['browser.web_vital.value']), 3);
  const load = await collector.spanWhere(({ name }) => name === 'page load');
  const click = await collector.spanWhere(({ name }) => name === 'click Slow');
  expect(found.map(({ traceId }) => traceId)).toEqual([
    load.traceId,
    load.traceId,
    load.traceId,
    load.traceId,
    click.traceId,
  ]);
  expect(found.map(({ spanId }) => spanId).slice(-2)).toEqual([load.spanId, click.spanId]);
});

test('a page that is left early has told what it had', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<p>${'Text. '.repeat(50)}</p><button id="go">Go</button>
    <script>go.onclick = () => ${busy(60)};
      ${tellPresented}
      ${tellPainted}
    </script>`;
  const shop = await serve({ ...routes, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  const types = await engine.evaluate<string[]>('[...PerformanceObserver.supportedEntryTypes]');
  const paints = types.filter((type) => /^(paint|largest-contentful-paint)$/.test(type));
  // What was painted and not told of yet is not what the page had.
  await expect.poll(() => engine.evaluate('painted')).toEqual(expect.arrayContaining(paints));
  const hasInp = await engine.evaluate<boolean>(
    `'interactionId' in (window.PerformanceEventTiming?.prototype ?? {})`,
  );
  await engine.click('#go');
  // What the screen has not shown yet has no latency.
  if (hasInp) await expect.poll(() => engine.evaluate('window.isPresented')).toBe(true);
  await engine.open(`${shop.origin}/next`);
  const names = [
    'ttfb',
    ...(types.includes('paint') ? ['fcp'] : []),
    ...(types.includes('largest-contentful-paint') ? ['lcp'] : []),
    ...(types.includes('layout-shift') ? ['cls'] : []),
    ...(hasInp ? ['inp'] : []),
  ];
  await vitalsNamed(collector, names);
  const told = await vitals(collector);
  expect([...new Set(told.map(vitalName))].sort()).toEqual([...names].sort());
  const load = await collector.spanWhere(({ name }) => name === 'page load');
  for (const vital of told.filter((one) => vitalName(one) !== 'inp'))
    expect(vital.traceId).toBe(load.traceId);
});

test('measuring holds no interaction open', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  // web-vitals waits for an idle moment after a click, here a late one.
  const early = `<script>window.requestIdleCallback = (callback) => setTimeout(callback, 400)</script>`;
  const body = `<button id="go">Go</button><script>go.onclick = () => (document.title = 'clicked')</script>`;
  const shop = await serve({ ...routes, '/': page(collector, body, early) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const isClick = ({ name }: { name: string }) => name === 'click Go';
  const spans = await arrived(engine, collector, (all) => all.some(isClick));
  expect(spans.find(isClick)?.durationMs).toBeLessThan(350);
});

test('a navigation within the page has vitals of its own, in its trace', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<main><p>List</p></main><button id="go">Go</button><script>
      go.onclick = () => {
        history.pushState({}, '', '/product/42');
        document.querySelector('main').innerHTML = '<h1 id="title">${'Product '.repeat(40)}</h1>';
        // Still busy when the paint is reported.
        fetch('/hero.png').then((response) => response.blob());
      };
    </script>`;
  const shop = await serve({ ...routes, '/list': page(collector, body) });
  await tab.goto(`${shop.origin}/list`);
  await arrived(tab, collector, (spans) => spans.some(({ name }) => name === 'page load'));
  await tab.click('#go');
  const isNavigation = ({ name }: { name: string }) => name === 'navigation /product/:id';
  const spans = await arrived(tab, collector, (all) => all.some(isNavigation));
  const navigation = spans.find(isNavigation);
  await tab.goto(`${shop.origin}/next`);
  const isSoft = ({ attributes }: ReceivedLog) =>
    attributes['browser.web_vital.navigation_type'] === 'soft-navigation';
  await expect
    .poll(async () => (await vitals(collector)).filter(isSoft).map(vitalName).sort())
    .toEqual(['cls', 'fcp', 'lcp', 'ttfb']);
  const [soft, hard] = [(await vitals(collector)).filter(isSoft), await vitals(collector)];
  for (const vital of soft) {
    expect(vital.traceId).toBe(navigation?.traceId);
    expect(vital.spanId).toBe(navigation?.spanId);
    expect(vital.attributes).toMatchObject({
      'clew.page_view.id': navigation?.attributes['clew.page_view.id'],
      'clew.page_view.route': '/product/:id',
      'browser.document.url.full': `${shop.origin}/product/42`,
    });
  }
  const load = spans.find(({ name }) => name === 'page load');
  const hardLcp = hard.find((vital) => vitalName(vital) === 'lcp' && !isSoft(vital));
  expect(hardLcp?.traceId).toBe(load?.traceId);
  expect(hardLcp?.attributes['clew.page_view.route']).toBe('/list');
  const lcp = soft.find((vital) => vitalName(vital) === 'lcp');
  expect(lcp?.attributes['clew.web_vital.target']).toBe('#title');
  // The engine's own record of this navigation is joined to the span.
  expect(navigation?.attributes['clew.navigation.id']).toEqual(expect.any(Number));
  const fcp = soft.find((vital) => vitalName(vital) === 'fcp');
  expect(Number(navigation?.attributes['clew.navigation.first_paint'])).toBeCloseTo(
    Number(fcp?.attributes['browser.web_vital.value']),
    3,
  );
});

test('a page that comes back from the back/forward cache is measured anew', async ({ serve, collector }) => {
  const shop = await serve({ ...routes, '/': page(collector, '<p>Hello</p>') });
  const { browser, close } = await openPlainChromium();
  try {
    const tab = await browser.newPage();
    await tab.goto(`${shop.origin}/`);
    // TTFB is measured one task after the load event, FCP with the first paint.
    await tab.waitForFunction(`performance.getEntriesByName('first-contentful-paint').length > 0`);
    await tab.evaluate('new Promise((later) => setTimeout(later))');
    await tab.goto(`${shop.origin}/next`);
    await tab.goBack();
    await tab.evaluate(
      'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(painted))))',
    );
    await tab.goto(`${shop.origin}/next`);
    // What was on its way when the page was left is sent again by the next one.
    await tab.goto(`${shop.origin}/`);
    const isRestored = ({ attributes }: ReceivedLog) =>
      attributes['browser.web_vital.navigation_type'] === 'back-forward-cache';
    const names = async () => (await vitals(collector)).filter(isRestored).map(vitalName);
    await expect
      .poll(async () => new Set(await names()), { timeout: 20_000 })
      .toEqual(new Set(['ttfb', 'fcp', 'lcp', 'cls']));
    const restore = await collector.spanWhere(({ name }) => name === 'page restore');
    for (const vital of (await vitals(collector)).filter(isRestored)) {
      expect(vital.traceId).toBe(restore.traceId);
      expect(vital.attributes['clew.page_view.id']).toBe(restore.attributes['clew.page_view.id']);
    }
  } finally {
    await close();
  }
});
