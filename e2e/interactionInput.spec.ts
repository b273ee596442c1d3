// Every way of acting on a page is one interaction, told by what it is for: keys, text, drags, touch, frames.
import type { Page } from '@playwright/test';
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void response.end('ok') };

const page = (collector: Collector, body: string) =>
  `<!doctype html><title>Input</title><head>${collectErrors}<script>const call = (name) => fetch('/api/call?name=' + name);</script>
  <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,fetch"></script></head>
  <body>${body}`;

const namesOf = (spans: readonly ReceivedSpan[]) => interactionsIn(spans).map(({ name }) => name);

const tracesOf = (server: PageServer) =>
  server.requestsTo('/api/call').map(({ headers }) => String(headers.traceparent).split('-')[1]);

test('text put into a field is one span, its change included, without the text', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<input id="field" aria-label="Search"><input id="pin" type="password" aria-label="PIN"><script>
    for (const input of [field, pin]) input.addEventListener('input', () => call(input.id));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('field.focus()');
  await engine.key('teapot');
  await engine.evaluate('pin.focus()');
  await engine.key('hunter2');
  await engine.evaluate('field.focus()');
  // Ends the second fold; its own end nobody waits for.
  await engine.key('x');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 1);
  expect(namesOf(spans).slice(0, 2)).toEqual(['change Search', 'change PIN']);
  const [first, second] = interactionsIn(spans);
  // Counted: calls on several connections arrive in any order.
  const callsOf = (span: ReceivedSpan | undefined) =>
    tracesOf(shop).filter((traceId) => traceId === span?.traceId).length;
  expect([callsOf(first), callsOf(second)]).toEqual([6, 7]);
  expect(JSON.stringify(spans)).not.toMatch(/teapot|hunter/);
});

test('what comes with a press or a key is of its interaction; what script sets off is not', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<input id="field" aria-label="City"><input id="other"><script>
    for (const type of ['focus', 'focusin', 'keypress', 'beforeinput']) field.addEventListener(type, () => call(type));
    field.onblur = () => call('blur');
    other.addEventListener('focus', () => call('by script'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  const calls = (count: number) => expect.poll(() => shop.requestsTo('/api/call').length).toBe(count);
  await engine.open(`${shop.origin}/`);
  await engine.click('#field');
  await calls(2);
  await engine.key('x');
  await calls(4);
  // Long after the key.
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 300)).then(() => other.focus())');
  await calls(6);
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 1);
  const [click, input] = interactionsIn(spans).map(({ traceId }) => traceId);
  expect(namesOf(spans)).toEqual(['click City', 'change City']);
  const traces = new Map(
    shop
      .requestsTo('/api/call')
      .map(({ query, headers }) => [query.get('name'), String(headers.traceparent).split('-')[1]]),
  );
  expect([traces.get('focus'), traces.get('focusin')], 'with the press').toEqual([click, click]);
  expect([traces.get('keypress'), traces.get('beforeinput')], 'with the key').toEqual([input, input]);
  for (const name of ['blur', 'by script']) expect([click, input], name).not.toContain(traces.get(name));
});

test('a double click and a menu are of their press, and a paste of its keys', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<button id="go">Go</button><input id="field" aria-label="City" value="Ulm"><script>
    go.ondblclick = () => call('dblclick');
    go.addEventListener('contextmenu', (event) => { event.preventDefault(); call('contextmenu'); });
    for (const type of ['copy', 'paste']) field.addEventListener(type, () => call(type));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  await tab.dblclick('#go');
  await tab.click('#go', { button: 'right' });
  await tab.focus('#field');
  for (const keys of ['Control+a', 'Control+c', 'Control+v']) await tab.keyboard.press(keys);
  await expect.poll(() => shop.requestsTo('/api/call').length).toBe(4);
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 3);
  const named = new Map(interactionsIn(spans).map(({ traceId, name }) => [traceId, name]));
  expect(tracesOf(shop).map((traceId) => named.get(`${traceId}`))).toEqual([
    'click Go',
    'pointerdown Go',
    'keydown Control+c',
    'keydown Control+v',
  ]);
});

test('keys are named where they are no text', async ({ page: tab, serve, collector }) => {
  const body = `<input id="field" aria-label="Search"><script>addEventListener('keydown', ({ key }) => call('key'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  for (const key of ['Escape', 'Enter', 'Control+k', 'ArrowDown', 'j', 'Alt+q'])
    await tab.keyboard.press(key);
  await tab.focus('#field');
  await tab.keyboard.press('Escape');
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 8);
  const named = interactionsIn(spans).map(({ name, attributes }) => [
    name,
    attributes['clew.interaction.key'] ?? '',
  ]);
  expect(named).toEqual([
    ['keydown Escape', 'Escape'],
    ['keydown Enter', 'Enter'],
    ['keydown Control', 'Control'],
    ['keydown Control+k', 'Control+k'],
    ['keydown ArrowDown', 'ArrowDown'],
    ['keydown body', ''],
    ['keydown Alt', 'Alt'],
    ['keydown body', ''],
    ['keydown Escape', 'Escape'],
  ]);
});

test('a key that is held down is one interaction', async ({ page: tab, serve, collector }) => {
  const body = `<script>addEventListener('keydown', () => call('key'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  // The second and third `down` without an `up` between are repeats.
  for (let i = 0; i < 3; i++) await tab.keyboard.down('ArrowDown');
  await tab.keyboard.up('ArrowDown');
  await expect.poll(() => tracesOf(shop).length).toBe(3);
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 0);
  expect(namesOf(spans)).toEqual(['keydown ArrowDown']);
});

test('Enter in a field with a new value is one interaction: key, change and submit', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<form id="form" aria-label="Find"><input id="field" aria-label="Search"></form><script>
    for (const type of ['change', 'submit']) form.addEventListener(type, (event) => { event.preventDefault(); call(type); });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  await tab.focus('#field');
  await tab.keyboard.type('tea');
  await tab.keyboard.press('Enter');
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 0);
  expect(namesOf(spans)).toEqual(['submit Find']);
  expect(tracesOf(shop)).toEqual(Array(2).fill(spans[0]?.traceId));
});

test('a form that a timer submits opens no interaction', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<form id="form"><button>Send</button></form><button id="after" onclick="call('after')">After</button><script>
    form.addEventListener('submit', (event) => { event.preventDefault(); call('submit'); });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('new Promise((resolve) => setTimeout(() => resolve(form.requestSubmit())))');
  await engine.click('#after');
  const spans = await arrived(
    engine,
    collector,
    (all) => all.filter(({ kind }) => kind === 3).length > 1 && interactionsIn(all).length > 0,
  );
  expect(namesOf(spans)).toEqual(['click After']);
});

/** Presses at the first, moves to the second, releases; steps between, as a hand makes them. */
async function drag(tab: Page, from: string, to: string): Promise<void> {
  await tab.hover(from);
  await tab.mouse.down();
  await tab.hover(to);
  await tab.hover(to);
  await tab.mouse.up();
}

test('a drag is one interaction that starts when the user lets go', async ({
  page: tab,
  serve,
  collector,
}) => {
  const body = `<button id="card">Card</button><p id="place" style="margin-top: 200px">Place</p><script>
    addEventListener('pointerup', () => call('up'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  await drag(tab, '#card', '#place');
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 0);
  expect(namesOf(spans)).toEqual(['drag Card']);
  expect(tracesOf(shop)).toEqual([spans[0]?.traceId]);
});

test('a drop is one interaction, its dragend included', async ({ page: tab, serve, collector }) => {
  const body = `<p id="card" draggable="true">Card</p><section id="basket" role="button" aria-label="Basket" style="padding: 60px"></section><script>
    basket.addEventListener('dragover', (event) => event.preventDefault());
    for (const type of ['drop', 'dragend']) addEventListener(type, () => call(type));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await tab.goto(`${shop.origin}/`);
  await tab.dragAndDrop('#card', '#basket');
  const spans = await arrived(tab, collector, (all) => interactionsIn(all).length > 0);
  expect(namesOf(spans)).toEqual(['drop Basket']);
  await expect.poll(() => tracesOf(shop)).toEqual(Array(2).fill(spans[0]?.traceId));
});

test('a tap is one interaction, and says that it was one', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="order">Order</button><script>
    for (const type of ['pointerdown', 'pointerup', 'touchend', 'mousedown', 'mouseup', 'click']) order.addEventListener(type, () => call(type));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.tap('#order');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  expect(
    interactionsIn(spans).map(({ name, attributes }) => [name, attributes['clew.interaction.pointer']]),
    // WebKitWebDriver 2.50 makes a mouse of every pointer.
  ).toEqual([['click Order', engine.name === 'webkit' ? 'mouse' : 'touch']]);
  expect(new Set(tracesOf(shop))).toEqual(new Set([spans[0]?.traceId]));
});

test('what is done in a frame of the same origin is done on the page', async ({
  page: tab,
  serve,
  collector,
}) => {
  const frame = `<!doctype html><button>Inner</button><script>document.querySelector('button').onclick = () => parent.fetch('/api/call');</script>`;
  const written = `<!doctype html><button>Written</button>`;
  const body = `<iframe id="served" src="/frame"></iframe><iframe id="empty"></iframe><script>
    const inner = empty.contentDocument; inner.open(); inner.write('${written}'); inner.close();
    inner.querySelector('button').onclick = () => call('written');</script>`;
  const shop = await serve({ ...api, '/': page(collector, body), '/frame': frame });
  await tab.goto(`${shop.origin}/`);
  await tab.frameLocator('#served').locator('button').click();
  await tab.frameLocator('#empty').locator('button').click();
  const spans = interactionsIn(await arrived(tab, collector, (all) => interactionsIn(all).length > 1));
  expect(namesOf(spans)).toEqual(['click Inner', 'click Written']);
  expect(tracesOf(shop)).toEqual(spans.map(({ traceId }) => traceId));
  const now = await tab.evaluate(() => performance.timeOrigin + performance.now());
  for (const { startTimeUnixNano } of spans) {
    expect(now - Number(BigInt(startTimeUnixNano) / 1_000_000n), 'on the page’s clock').toBeLessThan(30_000);
  }
});

test('a frame with a Clew of its own tells of itself alone', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    ...api,
    '/': page(collector, '<iframe src="/frame"></iframe>'),
    '/frame': page(collector, `<button onclick="call('frame')">Inner</button>`),
  });
  await tab.goto(`${shop.origin}/`);
  const [, frame] = tab.frames();
  if (!frame) throw new Error('The page has no frame.');
  await tab.frameLocator('iframe').locator('button').click();
  const spans = await arrived(frame, collector, (all) => interactionsIn(all).length > 0);
  await arrived(tab, collector, () => true);
  expect(namesOf(spans)).toEqual(['click Inner']);
  expect(namesOf(await collector.spans())).toEqual(['click Inner']);
});
