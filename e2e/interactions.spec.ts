// What a user does is one root span, and what that causes is its descendant, however the page listens.
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = {
  '/api/call': (_request, response) => void response.end('ok'),
  '/api/slow': (_request, response) => void setTimeout(() => response.end('slow'), 120),
};

// Without the page load, so that what no interaction caused has no parent.
const tag = (collector: Collector) =>
  `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,frustrations,fetch"></script>`;

const call = `<script>const call = (name) => fetch('/api/call?name=' + name).then((r) => r.text());</script>`;

const page = (collector: Collector, body: string, early = '') =>
  `<!doctype html><title>Interactions</title><head>${collectErrors}${call}${early}${tag(collector)}</head><body>${body}<button id="after">After</button>`;

/**
 * Presses one more button and waits for its span: what an earlier interaction left behind has then arrived too.
 * @returns all other spans
 */
async function finish(engine: Engine, collector: Collector): Promise<ReceivedSpan[]> {
  await engine.click('#after');
  const isLast = ({ name }: ReceivedSpan) => name === 'click After';
  const spans = await arrived(engine, collector, (all) => all.some(isLast));
  expect(await engine.evaluate('pageErrors')).toEqual([]);
  return spans.filter((span) => !isLast(span));
}

/** The trace that each call of the page arrived in, by the call's name and in order of arrival. */
function traces(server: PageServer, name: string): string[] {
  return server
    .requestsTo('/api/call')
    .filter(({ query }) => query.get('name') === name)
    .map(({ headers }) => String(headers.traceparent).split('-')[1] ?? 'none');
}

const tracesOf = (spans: readonly ReceivedSpan[]) => spans.map(({ traceId }) => traceId);

/** ID stands for the case's own id, as element, variable and call. */
const listeners: Record<string, string> = {
  'a listener': `<button id="ID">1</button><script>ID.addEventListener('click', () => call('ID'))</script>`,
  'an object with handleEvent': `<button id="ID">2</button><script>ID.addEventListener('click', { handleEvent: () => call('ID') })</script>`,
  'an onclick property': `<button id="ID">3</button><script>ID.onclick = () => call('ID')</script>`,
  'an onclick attribute': `<button id="ID" onclick="call('ID')">4</button>`,
  'an onclick attribute of a parent': `<div onclick="call('ID')"><button id="ID"><b>5</b></button></div>`,
  stopPropagation: `<button id="ID">6</button><script>ID.addEventListener('click', (event) => { event.stopPropagation(); call('ID'); })</script>`,
  'stopImmediatePropagation in a capture listener on window': `<button id="ID">7</button><script>addEventListener('click', (event) => {
    if (event.target === ID) { event.stopImmediatePropagation(); call('ID'); } }, true)</script>`,
  'a capture listener on document': `<button id="ID">8</button><script>document.addEventListener('click', ({ target }) => target === ID && call('ID'), true)</script>`,
  'a delegated listener on document': `<button id="ID">9</button><script>document.addEventListener('click', ({ target }) => target === ID && call('ID'))</script>`,
  'an SVG target': `<svg id="ID" width="40" height="40"><rect width="40" height="40"></rect></svg><script>ID.firstChild.addEventListener('click', () => call('ID'))</script>`,
  'an open shadow root': `<span id="ID" style="display: inline-block"></span><script>ID.attachShadow({ mode: 'open' }).innerHTML = '<button>shadow</button>';
    ID.shadowRoot.firstChild.addEventListener('click', () => call('ID'))</script>`,
  'a closed shadow root': `<span id="ID" style="display: inline-block"></span><script>{ const root = ID.attachShadow({ mode: 'closed' }); root.innerHTML = '<button>shadow</button>';
    root.firstChild.addEventListener('click', () => call('ID')) }</script>`,
  'an element that the click renders anew': `<span id="ID"><button>10</button></span><script>ID.firstChild.addEventListener('click', () => (ID.innerHTML = ID.innerHTML));
    ID.addEventListener('click', () => call('ID'))</script>`,
  'an event dispatched in a listener': `<button id="ID">11</button><script>addEventListener('order-ID', () => call('ID'));
    ID.addEventListener('click', () => dispatchEvent(new CustomEvent('order-ID')))</script>`,
  'an event dispatched in an onclick attribute': `<button id="ID" onclick="window.dispatchEvent(new CustomEvent('order-ID'))">13</button>
    <script>addEventListener('order-ID', () => call('ID'))</script>`,
  'a click called in a listener': `<button id="ID">12</button><a></a><script>document.querySelector('#ID + a').addEventListener('click', () => call('ID'));
    ID.addEventListener('click', () => document.querySelector('#ID + a').click())</script>`,
};

test('a click is the root of what it causes, however the page listens', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const ids = Object.keys(listeners).map((_, index) => `case${index}`);
  const fragments = Object.values(listeners).map((html, index) => html.replaceAll('ID', `case${index}`));
  const shop = await serve({ ...api, '/': page(collector, fragments.join('\n')) });
  await engine.open(`${shop.origin}/`);
  for (const id of ids) await engine.click(`#${id}`);
  const spans = await finish(engine, collector);
  const roots = interactionsIn(spans).filter(({ parentSpanId }) => !parentSpanId);
  const rootOf = (id: string) => {
    const request = spans.find(({ spanId }) =>
      shop.requests.some(
        ({ query, headers }) => query.get('name') === id && headers.traceparent?.includes(spanId),
      ),
    );
    return roots.filter(({ spanId }) => spanId === request?.parentSpanId).length;
  };
  const verdicts = Object.fromEntries(
    Object.keys(listeners).map((name, index) => [name, rootOf(`case${index}`)]),
  );
  expect(verdicts).toEqual(Object.fromEntries(Object.keys(listeners).map((name) => [name, 1])));
  expect(roots.map(({ name }) => name.split(' ')[0])).toEqual(ids.map(() => 'click'));
});

test('what a press sets going is of the click that it becomes', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="go">Go</button><script>
    go.addEventListener('pointerdown', () => setTimeout(() => call('pressed'), 150));
    go.addEventListener('click', () => { window.clickedAt = performance.timeOrigin + event.timeStamp; call('clicked'); });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => traces(shop, 'pressed')).toHaveLength(1);
  const [span, ...more] = interactionsIn(await finish(engine, collector));
  expect(more).toEqual([]);
  expect(span?.name).toBe('click Go');
  // Not the press: how long the button was held is no part of it.
  const startedMs = Number(BigInt(span?.startTimeUnixNano ?? 0) / 1_000n) / 1_000;
  expect(Math.abs(startedMs - (await engine.evaluate<number>('clickedAt')))).toBeLessThan(2);
  for (const name of ['pressed', 'clicked']) expect(traces(shop, name)).toEqual([span?.traceId]);
});

test('a listener added before Clew was loaded runs within the interaction', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const early = `<script>document.addEventListener('click', ({ target }) => call(target.id));</script>`;
  const shop = await serve({ ...api, '/': page(collector, '<button id="early">Early</button>', early) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#early');
  const spans = await finish(engine, collector);
  await expect.poll(() => traces(shop, 'early')).toEqual(tracesOf(interactionsIn(spans)));
});

test('events that script makes open no interaction', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="subject">Subject</button><script>subject.addEventListener('click', () => call('script'))</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `[subject.click(), subject.dispatchEvent(new MouseEvent('click', { bubbles: true })), subject.dispatchEvent(new Event('submit'))]`,
  );
  await finish(engine, collector);
  const spans = await arrived(
    engine,
    collector,
    (all) => all.filter(({ name }) => name === 'GET').length > 1,
  );
  expect(
    spans.filter(({ name }) => name !== 'click After').map(({ name, parentSpanId }) => [name, parentSpanId]),
  ).toEqual([
    ['GET', ''],
    ['GET', ''],
  ]);
});

test("an event that nobody's timer dispatches is not of the click whose code listens for it", {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<button id="go">Go</button><script>
    const bus = new EventTarget(); setInterval(() => bus.dispatchEvent(new Event('tick')), 40);
    go.addEventListener('click', () => {
      fetch('/api/slow').then(() => call('end'));
      bus.addEventListener('tick', () => call('tick'), { once: true });
    });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => traces(shop, 'end')).toHaveLength(1);
  const [click] = tracesOf(interactionsIn(await finish(engine, collector)));
  expect(traces(shop, 'end')).toEqual([click]);
  expect(traces(shop, 'tick')).toHaveLength(1);
  expect(traces(shop, 'tick')).not.toContain(click);
});

test('the change that a checkbox reports after click() opens no interaction', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<input type="checkbox" id="box"><script>box.addEventListener('change', () => call('box'))</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('new Promise((resolve) => setTimeout(() => resolve(box.click())))');
  const spans = await finish(engine, collector);
  expect(spans.map(({ name }) => name)).toEqual(['GET']);
});

test('Enter in a form is one interaction: key, click and submit', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<form id="form"><input id="field" name="q"><button id="go">Search</button></form><script>
    for (const type of ['keydown', 'click', 'submit']) form.addEventListener(type, (event) => {
      if (type === 'submit') event.preventDefault();
      if (document.activeElement === field && (type !== 'click' || event.target === go)) call(type);
    });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('field.focus()');
  await engine.key('\n');
  const spans = await finish(engine, collector);
  const [trace] = tracesOf(interactionsIn(spans));
  expect(['keydown', 'click', 'submit'].map((type) => traces(shop, type))).toEqual([
    [trace],
    [trace],
    [trace],
  ]);
  expect(interactionsIn(spans)).toHaveLength(1);
});

test('Enter on a button is one interaction, named by the button', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="order">Place order</button><script>order.addEventListener('click', () => call('order'))</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate('order.focus()');
  await engine.key('\n');
  const spans = await finish(engine, collector);
  expect(interactionsIn(spans).map(({ name }) => name)).toEqual(['click Place order']);
  expect(traces(shop, 'order')).toEqual(tracesOf(interactionsIn(spans)));
});

test('a checkbox that is clicked is one interaction, its change included', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<label id="label">Express <input type="checkbox" id="box"></label><script>box.addEventListener('change', () => call('change'))</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#box');
  const first = interactionsIn(await arrived(engine, collector, (all) => interactionsIn(all).length > 0));
  expect(traces(shop, 'change')).toEqual(tracesOf(first));
  await engine.click('#label');
  const both = interactionsIn(await finish(engine, collector));
  expect(traces(shop, 'change')).toEqual(tracesOf(both));
});

test('typing alone makes no span', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const body = '<input id="field" aria-label="Search">';
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#field');
  await engine.key('secret');
  expect(await engine.evaluate('field.value')).toBe('secret');
  // Longer than an interaction without work lasts.
  await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
  expect(await finish(engine, collector)).toEqual([]);
});

test('the change that a press elsewhere makes a field report is apart from that press', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<input id="field" aria-label="Amount"><button id="pay">Pay</button><script>
    field.addEventListener('change', () => call('change')); pay.addEventListener('click', () => call('click'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#field');
  await engine.key('7');
  await engine.click('#pay');
  const spans = interactionsIn(await finish(engine, collector));
  expect(spans.map(({ name }) => name).sort()).toEqual(['change Amount', 'click Pay']);
  const traceOf = (name: string) => tracesOf(spans.filter((span) => span.name === name));
  expect(traces(shop, 'change')).toEqual(traceOf('change Amount'));
  expect(traces(shop, 'click')).toEqual(traceOf('click Pay'));
});

test('two quick clicks are two traces, however their work interleaves', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="a">A</button><button id="b">B</button><script>
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (const id of ['a', 'b']) document.getElementById(id).addEventListener('click', async () => {
      await fetch('/api/slow');
      await call(id);
      for (let i = 0; i < 5; i++) { await pause(20); await null; await Promise.all([call(id), pause(5)]); }
    });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#a');
  await engine.click('#b');
  const spans = interactionsIn(await arrived(engine, collector, (all) => interactionsIn(all).length > 1));
  const [a, b] = tracesOf(spans);
  expect(a).not.toBe(b);
  expect([traces(shop, 'a'), traces(shop, 'b')]).toEqual([Array(6).fill(a), Array(6).fill(b)]);
});
