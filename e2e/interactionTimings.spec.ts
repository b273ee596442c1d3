// What Event Timing knows of an input is on its interaction's span.
import type { Page } from '@playwright/test';
import { arrived, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const page = (collector: Collector, body: string): Routes => ({
  '/': `<!doctype html><title>Timings</title>
    <script>const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };</script>
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,eventTimings"></script>
    ${body}<p id="out"></p>`,
});

const ms = (span: ReceivedSpan | undefined, name: string) =>
  Number(span?.attributes[`clew.interaction.${name}`]);

async function spansAfter(tab: Page, collector: Collector, count: number): Promise<ReceivedSpan[]> {
  return interactionsIn(await arrived(tab, collector, (all) => interactionsIn(all).length >= count));
}

test('a slow click says where its time went, and ends when it was seen', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<button id="slow">Slow</button><script>
    slow.onclick = () => { block(200); out.textContent = 'done'; requestAnimationFrame(() => block(100)); };</script>`;
  const shop = await serve(page(collector, body));
  await tab.goto(`${shop.origin}/`);
  await tab.click('#slow');
  const [span] = await spansAfter(tab, collector, 1);
  expect(span?.attributes['clew.interaction.id']).toBeGreaterThan(0);
  expect(span?.attributes['clew.interaction.inp_candidate']).toBe(true);
  expect(ms(span, 'processing')).toBeGreaterThanOrEqual(195);
  expect(ms(span, 'presentation_delay')).toBeGreaterThanOrEqual(90);
  const phases = ms(span, 'input_delay') + ms(span, 'processing') + ms(span, 'presentation_delay');
  expect(Math.abs(phases - ms(span, 'latency')), 'rounded to 8 ms').toBeLessThanOrEqual(8);
  expect(span?.durationMs, 'the same').toBeGreaterThanOrEqual(ms(span, 'latency') - 8);
});

test('the last change that a click made and its paint are on its span, which ends no earlier', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<button id="go">Go</button><script>go.onclick = () => {
    out.textContent = 'wait'; setTimeout(() => (out.textContent = 'done'), 300);
  };
  // Nobody's: it goes on after the click's own last change.
  setInterval(() => (document.title = performance.now()), 20);</script>`;
  const shop = await serve(page(collector, body));
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const [span] = interactionsIn(await arrived(engine, collector, (all) => interactionsIn(all).length > 0));
  expect(ms(span, 'last_dom_change')).toBeGreaterThanOrEqual(299);
  expect(ms(span, 'last_paint'), 'the clock has a grain').toBeGreaterThanOrEqual(ms(span, 'last_dom_change'));
  expect(ms(span, 'last_paint') - ms(span, 'last_dom_change')).toBeLessThan(250);
  expect(span?.durationMs).toBeGreaterThanOrEqual(ms(span, 'last_paint') - 1);
});

test('input that waits for other work says for how long', async ({ page: tab, serve, collector }) => {
  const body = `<button id="go">Go</button><script>go.onclick = () => (out.textContent = 'done');</script>`;
  const shop = await serve(page(collector, body));
  await tab.goto(`${shop.origin}/`);
  await tab.hover('#go');
  // Blocks once the evaluation has been answered, and for longer than a loaded machine takes to deliver the press.
  await tab.evaluate('void setTimeout(() => block(1500), 0)');
  await tab.mouse.down();
  await tab.mouse.up();
  const [span] = await spansAfter(tab, collector, 1);
  expect(ms(span, 'input_delay')).toBeGreaterThan(300);
  expect(ms(span, 'input_delay')).toBeLessThanOrEqual(ms(span, 'latency'));
});

test('only the slowest interaction so far is a candidate for INP', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = [300, 100, 600]
    .map((time) => `<button id="b${time}" onclick="block(${time}); out.append('.')">${time}</button>`)
    .join('');
  const shop = await serve(page(collector, body));
  await tab.goto(`${shop.origin}/`);
  for (const [index, time] of [300, 100, 600].entries()) {
    await tab.click(`#b${time}`);
    await spansAfter(tab, collector, index + 1);
  }
  const spans = await spansAfter(tab, collector, 3);
  expect(spans.map(({ name, attributes }) => [name, attributes['clew.interaction.inp_candidate']])).toEqual([
    ['click 300', true],
    ['click 100', undefined],
    ['click 600', true],
  ]);
});

test('a key has its timings, the submit that follows from it included', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<form aria-label="Find" onsubmit="event.preventDefault(); block(150)"><input id="field"></form>`;
  const shop = await serve(page(collector, body));
  await tab.goto(`${shop.origin}/`);
  await tab.focus('#field');
  await tab.keyboard.press('Enter');
  const [span] = await spansAfter(tab, collector, 1);
  expect(span?.name).toBe('submit Find');
  expect(ms(span, 'processing')).toBeGreaterThanOrEqual(145);
});

test('an engine without Event Timing loses nothing else', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="go">Go</button><script>go.onclick = () => { block(60); out.textContent = 'done'; };</script>`;
  const shop = await serve(page(collector, body));
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const [span] = interactionsIn(await arrived(engine, collector, (all) => interactionsIn(all).length > 0));
  expect([span?.name, span?.attributes['clew.interaction.dom_changed']]).toEqual(['click Go', true]);
  const hasTimings = await engine.evaluate<boolean>(
    `PerformanceObserver.supportedEntryTypes.includes('event')`,
  );
  expect(Number.isFinite(ms(span, 'latency'))).toBe(hasTimings);
});
