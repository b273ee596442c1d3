// A long animation frame is an event on the span it delayed, with the script to blame.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { arrived, arrivedEvents, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedLog } from './support/collector.ts';
import type { Routes } from './support/servePages.ts';
import { expect, test } from './support/test.ts';

const script = `
  const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
  function drawCatalogue() { block(120); for (let i = 0; i < 3; i++) { out.style.width = i + 'px'; out.offsetWidth; } }`;

const page = (collector: Collector, body: string, capture: string, early = ''): Routes => ({
  '/': `<!doctype html><title>Long frames</title>${early}
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="${capture}"></script>
    <p id="out"></p><script src="/shop.js?token=SECRET"></script>${body}`,
  '/shop.js': (_request, response) => void response.setHeader('content-type', 'text/javascript').end(script),
});

const name = 'clew.long_animation_frame';
const frames = (logs: readonly ReceivedLog[]) => logs.filter(({ eventName }) => eventName === name);
const read = (log: ReceivedLog | undefined, key: string) => log?.attributes[`${name}.${key}`];

const eventsOf = (tab: Page, collector: Collector, count: number) =>
  arrivedEvents(tab, collector, (logs) => frames(logs).length >= count);

test('a frame that an interaction made long is an event on its span', async ({
  page: tab,
  serve,
  collector,
}) => {
  const shop = await serve(
    page(
      collector,
      '<button id="go">Go</button><script>go.addEventListener("click", drawCatalogue)</script>',
      'interactions,longFrames',
    ),
  );
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  const isClick = (log: ReceivedLog) => read(log, 'script.invoker') === 'BUTTON#go.onclick';
  const [frame] = (await arrivedEvents(tab, collector, (logs) => logs.some(isClick))).filter(isClick);
  const [click] = interactionsIn(await arrived(tab, collector, (all) => interactionsIn(all).length > 0));
  expect([frame?.traceId, frame?.spanId]).toEqual([click?.traceId, click?.spanId]);
  expect(read(frame, 'duration')).toBeGreaterThanOrEqual(120);
  expect(read(frame, 'blocking_duration')).toBeGreaterThanOrEqual(70);
  expect(read(frame, 'script.duration')).toBeGreaterThanOrEqual(115);
  expect(read(frame, 'script.forced_layout_duration')).toBeGreaterThan(0);
  expect(frame?.attributes).toMatchObject({
    [`${name}.scripts`]: 1,
    [`${name}.script.invoker`]: 'BUTTON#go.onclick',
    [`${name}.script.invoker_type`]: 'event-listener',
  });
  // The listener is called by Clew's wrapper, which is not to blame.
  expect(JSON.stringify(frame)).not.toMatch(/clew\.min\.js|SECRET/);
});

test('in a bundle with Clew only what nobody called has a place', async ({ page: tab, serve, collector }) => {
  const clew = await readFile(new URL('../dist/clew.min.js', import.meta.url), 'utf8');
  const app = `clew.init({ serviceName: 'shop', endpoint: '${collector.url}', capture: ['interactions', 'longFrames'] });
    ${script} go.addEventListener('click', drawCatalogue); block(150);`;
  const shop = await serve({
    '/': '<!doctype html><title>Bundle</title><p id="out"></p><button id="go">Go</button><script src="/app.js"></script>',
    '/app.js': (_request, response) =>
      void response.setHeader('content-type', 'text/javascript').end(`${clew}\n${app}`),
  });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  const placeOf = (logs: ReceivedLog[], invoker: string) => {
    const frame = frames(logs).find((log) => String(read(log, 'script.invoker')).endsWith(invoker));
    return frame && [read(frame, 'script.url') ?? 'none', read(frame, 'script.function') ?? 'none'];
  };
  const logs = await arrivedEvents(
    tab,
    collector,
    (all) => Boolean(placeOf(all, '#go.onclick')) && Boolean(placeOf(all, '/app.js')),
  );
  expect(placeOf(logs, '/app.js')).toEqual([`${shop.origin}/app.js`, 'none']);
  expect(placeOf(logs, '#go.onclick')).toEqual(['none', 'none']);
});

test('a long frame is a reason to export the interaction it delayed', async ({
  page: tab,
  serve,
  collector,
}) => {
  const shop = await serve(
    page(
      collector,
      '<p id="text">Text</p><script>text.addEventListener("click", () => block(120))</script>',
      'interactions,longFrames',
    ),
  );
  await tab.goto(`${shop.origin}/`);
  await tab.click('#text');
  const spans = interactionsIn(await arrived(tab, collector, (all) => interactionsIn(all).length > 0));
  expect(spans.map((span) => span.name)).toEqual(['click text']);
});

test('a frame of the page load is an event on the page load; one of neither has no span', async ({
  page: tab,
  serve,
  collector,
}) => {
  const shop = await serve(page(collector, '<script>block(150)</script>', 'pageLoad,longFrames'));
  await tab.goto(`${shop.origin}/`);
  const load = await collector.spanWhere((span) => span.name === 'page load');
  await eventsOf(tab, collector, 1);
  const before = frames(await collector.logs());
  expect(new Set(before.map(({ spanId }) => spanId))).toEqual(new Set([load.spanId]));
  await tab.evaluate('void setTimeout(drawCatalogue, 0)');
  const after = frames(await eventsOf(tab, collector, before.length + 1));
  expect(after.at(-1)).toMatchObject({
    traceId: '',
    spanId: '',
    attributes: {
      [`${name}.script.invoker`]: 'TimerHandler:setTimeout',
      [`${name}.script.function`]: 'drawCatalogue',
      [`${name}.script.url`]: `${shop.origin}/shop.js?token=REDACTED`,
    },
  });
});

test('an element that a script is named after keeps its query to itself', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<script>const image = new Image(); image.onload = () => block(100); image.src = '/pixel.svg?who=SECRET';</script>`;
  const pixel = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`;
  const shop = await serve({
    ...page(collector, body, 'longFrames'),
    '/pixel.svg': (_request, response) => void response.setHeader('content-type', 'image/svg+xml').end(pixel),
  });
  await tab.goto(`${shop.origin}/`);
  const byImage = (logs: ReceivedLog[]) =>
    frames(logs).filter((frame) => String(read(frame, 'script.invoker')).startsWith('IMG'));
  const [frame] = byImage(await arrivedEvents(tab, collector, (logs) => byImage(logs).length > 0));
  expect(read(frame, 'script.invoker')).toMatch(/^IMG\[src=.*pixel\.svg\?who=REDACTED\]\.onload$/);
  expect(JSON.stringify(await collector.logs())).not.toContain('SECRET');
});

test('at most twenty a minute are sent, and the rest is counted', async ({ page: tab, serve, collector }) => {
  const shop = await serve(page(collector, '', 'longFrames'));
  await tab.goto(`${shop.origin}/`);
  // On a fake minute: entries are the engine's own, but the one after a minute must not be waited for.
  const once =
    '(() => new Promise((resolve) => setTimeout(() => { block(60); requestAnimationFrame(() => setTimeout(resolve, 20)); }, 0)))()';
  for (let count = 0; count < 25; count++) await tab.evaluate(once);
  await eventsOf(tab, collector, 20);
  expect(frames(await collector.logs())).toHaveLength(20);
});

test('an engine that has only long tasks tells of those', async ({ page: tab, serve, collector }) => {
  const old = `<script>Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { value: ['longtask', 'event'] });</script>`;
  const shop = await serve(
    page(collector, '<button id="go" onclick="block(120)">Go</button>', 'interactions,longFrames', old),
  );
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  const isTask = ({ eventName, attributes }: ReceivedLog) =>
    eventName === 'clew.long_task' && (attributes['clew.long_task.duration'] as number) >= 120;
  const [click] = interactionsIn(await arrived(tab, collector, (all) => interactionsIn(all).length > 0));
  // A busy machine's page load may have such a task as well.
  const isLater = (log: ReceivedLog) => isTask(log) && log.timeUnixNano >= (click?.startTimeUnixNano ?? '');
  const task = (await arrivedEvents(tab, collector, (logs) => logs.some(isLater))).find(isLater);
  expect([task?.spanId, task?.attributes['clew.long_task.name']]).toEqual([click?.spanId, 'self']);
});
