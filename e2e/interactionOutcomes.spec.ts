// What came of an interaction is on its span; one that came to nothing is counted; a user in trouble is seen.
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = {
  '/api/call': (_request, response) => void response.end('ok'),
  '/api/broken': (_request, response) => void response.writeHead(500).end(),
  '/next': '<!doctype html><title>Next</title>',
};

/** `After` is pressed last: when its span has arrived, all others have. */
const page = (collector: Collector, body: string) =>
  `<!doctype html><title>Outcomes</title><head>${collectErrors}
  <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,frustrations,errors,fetch"></script></head>
  <body>${body}<p id="out"></p><button id="after">After</button><script>after.onclick = () => fetch('/api/call');</script>`;

async function finish(engine: Engine, collector: Collector): Promise<ReceivedSpan[]> {
  await engine.click('#after');
  const isLast = ({ name }: ReceivedSpan) => name === 'click After';
  return arrived(engine, collector, (all) => all.some(isLast));
}

/** The outcome attributes of the interaction of this name, or what it is called when there is none. */
function outcomeOf(spans: readonly ReceivedSpan[], name: string): Record<string, unknown> | string {
  const span = interactionsIn(spans).find((candidate) => candidate.name === name);
  if (!span) return `no span "${name}"`;
  const outcomes = [
    'errors',
    'interaction.requests',
    'interaction.dom_changed',
    'interaction.navigated',
    'interaction.frustration',
  ];
  return Object.fromEntries(
    outcomes
      .map((outcome) => [outcome.replace('interaction.', ''), span.attributes[`clew.${outcome}`]])
      .filter(([, value]) => value !== undefined),
  );
}

/** The listener of a button, and what its span says came of it. */
const cases: readonly (readonly [name: string, listener: string, outcome: object | string])[] = [
  ['Requests', `fetch('/api/call').then(() => fetch('/api/call'))`, { requests: 2 }],
  ['Text', `out.textContent = 'new'`, { dom_changed: true }],
  ['Attribute', `out.title = 'new'`, { dom_changed: true }],
  ['Later', `setTimeout(() => out.append('later'), 50)`, { dom_changed: true }],
  [
    'Awaited',
    `(async () => { await fetch('/api/call'); await null; out.append('a'); })()`,
    { requests: 1, dom_changed: true },
  ],
  ['Fragment', `location.hash = 'there'`, { navigated: true }],
  ['History', `history.pushState({}, '', '?page=2')`, { navigated: true }],
  ['Failure', `fetch('/api/broken')`, { requests: 1, errors: 1, frustration: ['error'] }],
  ['Dead', ``, { frustration: ['dead'] }],
];

test('what came of an interaction is on its span', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const buttons = cases.map(
    ([name, listener]) =>
      `<button id="do${name}">${name}</button><script>do${name}.onclick = () => { ${listener} };</script>`,
  );
  const shop = await serve({ ...api, '/': page(collector, buttons.join('\n')) });
  await engine.open(`${shop.origin}/`);
  for (const [name] of cases) {
    await engine.click(`#do${name}`);
    // One after the other: what is asserted on below is what each did by itself.
    await arrived(engine, collector, (all) => all.some((span) => span.name === `click ${name}`));
  }
  const spans = await finish(engine, collector);
  expect(Object.fromEntries(cases.map(([name]) => [name, outcomeOf(spans, `click ${name}`)]))).toEqual(
    Object.fromEntries(cases.map(([name, , outcome]) => [name, outcome])),
  );
  expect(await engine.evaluate('pageErrors')).toEqual([]);
});

test('an uncaught error makes the click that caused it an error click', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const body = `<button id="sync">Sync</button><script>
    sync.addEventListener('click', () => { throw new Error('sync') });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#sync');
  const spans = await finish(engine, collector);
  expect(outcomeOf(spans, 'click Sync')).toEqual({ errors: 1, frustration: ['error'] });
});

test('a change of the document is credited to the click that made it, not to the one that is open beside it', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<button id="a">A</button><button id="b">B</button><script>
    a.addEventListener('click', () => setTimeout(() => fetch('/api/call'), 900));
    b.addEventListener('click', () => setTimeout(() => out.append('b'), 100));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#a');
  await engine.click('#b');
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 1);
  expect(outcomeOf(spans, 'click A')).toEqual({ requests: 1 });
  expect(outcomeOf(spans, 'click B')).toEqual({ dom_changed: true });
});

test('a change within a shadow root is seen', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const body = `<span id="host" style="display: inline-block"></span><script>
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = '<button>Shadow <i></i></button>';
    root.firstChild.addEventListener('click', () => root.querySelector('i').append('!'));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#host');
  expect(outcomeOf(await finish(engine, collector), 'click Shadow')).toEqual({ dom_changed: true });
});

/** Controls that do what they are for without the page's code, and places that promise nothing. */
const quiet: readonly string[] = [
  '<p id="t">Text</p>',
  '<input id="t" aria-label="Field">',
  '<input id="t" type="checkbox" aria-label="Box">',
  '<label id="t">Box <input type="checkbox"></label>',
  '<div style="height: 3000px"></div><button id="t" onclick="window.scrollTo(0, scrollY - 50)">Up</button>',
  '<button id="t" onclick="field.focus()">Focus</button><input id="field">',
  '<form><input required><button id="t">Invalid</button></form>',
];

test('what has no effect makes no span, and is counted with the next one', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const pages = Object.fromEntries(quiet.map((html, index) => [`/${index}`, page(collector, html)]));
  const shop = await serve({ ...api, ...pages });
  for (const [index, html] of quiet.entries()) {
    await engine.open(`${shop.origin}/${index}`);
    await engine.click('#t');
    // Longer than an interaction without work lasts, so that the next click finds it counted.
    await engine.evaluate('new Promise((resolve) => setTimeout(resolve, 600))');
    await engine.click('#after');
    const all = await arrived(engine, collector, (spans) => interactionsIn(spans).length > index);
    const found = interactionsIn(all).slice(index);
    expect(
      found.map(({ name, attributes }) => [name, attributes['clew.interactions.dropped']]),
      html,
    ).toEqual([['click After', 1]]);
  }
});

test('what has no effect is sent where the page wants to see every interaction', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const all = page(collector, '<p id="t">Text</p>').replace(
    '"interactions,',
    '"interactions,everyInteraction,',
  );
  const shop = await serve({ ...api, '/': all });
  await engine.open(`${shop.origin}/`);
  await engine.click('#t');
  const spans = await finish(engine, collector);
  expect(interactionsIn(spans).map(({ name }) => name)).toEqual(['click t', 'click After']);
  expect(outcomeOf(spans, 'click t')).toEqual({});
});

test('three presses at one place within a second are a rage click', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  // Timestamps are hardware's; the test's clock is too slow on a loaded machine, so a late third press is tried again.
  const body = `<button id="stuck">Stuck</button><script>window.times = [];
    stuck.addEventListener('click', ({ timeStamp }) => times.push(timeStamp));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  const isQuick = '(() => { const [a, , c] = times.slice(-3); return c - a < 1000; })()';
  do await engine.click('#stuck');
  while (!(await engine.evaluate<boolean>(isQuick)));
  const presses = await engine.evaluate<number>('times.length');
  const spans = await finish(engine, collector);
  const signs = interactionsIn(spans)
    .filter(({ name }) => name === 'click Stuck')
    .map(({ attributes }) => attributes['clew.interaction.frustration']);
  expect(signs).toEqual([...Array(presses - 1).fill(['dead']), ['dead', 'rage']]);
});

test('a click that leaves the page is exported with where it went', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({ ...api, '/': page(collector, '<a id="link" href="/next">Next</a>') });
  await engine.open(`${shop.origin}/`);
  await engine.click('#link');
  const span = await collector.spanWhere(({ name }) => name === 'click Next');
  expect(span.attributes['clew.end_reason']).toBe('hide');
});

test('an interaction without effect is sent after all when something is linked to it', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const body = `<p id="t">Text</p><script>
    t.addEventListener('click', () => setTimeout(() => (window.poll = setInterval(() => fetch('/api/call'), 100)), 2500));</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#t');
  const spans = await arrived(
    engine,
    collector,
    (all) => all.some(({ kind }) => kind === 3) && interactionsIn(all).length > 0,
  );
  const [click] = interactionsIn(spans);
  const request = spans.find(({ kind }) => kind === 3);
  expect(click?.name).toBe('click t');
  expect(request?.links).toMatchObject([{ traceId: click?.traceId, spanId: click?.spanId }]);
  expect(request?.attributes['clew.join']).toBe('link');
});

test('each request says how it was joined', { tag: everyEngine }, async ({ engine, serve, collector }) => {
  const body = `<button id="go">Go</button><script>go.addEventListener('click', () => {
    fetch('/api/call'); setInterval(() => fetch('/api/call'), 2500); });</script>`;
  const shop = await serve({ ...api, '/': page(collector, body) });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(`fetch('/api/call').then((response) => response.text())`);
  await engine.click('#go');
  const requests = (spans: ReceivedSpan[]) => spans.filter(({ kind }) => kind === 3);
  const spans = requests(await arrived(engine, collector, (all) => requests(all).length > 2)).slice(0, 3);
  expect(spans.map(({ attributes }) => attributes['clew.join'])).toEqual(['none', 'causal', 'link']);
});
