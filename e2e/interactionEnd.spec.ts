// An interaction lasts until its work is quiet, and no piece of work holds it open without end.
import type { Page } from '@playwright/test';
import { arrived, collectErrors, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/poll': (_request, response) => void response.end('ok') };

const page = (collector: Collector, onClick: string) =>
  `<!doctype html><title>End</title><head>${collectErrors}
    <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,frustrations,fetch"></script></head>
    <button id="go">Go</button><script>
      const mark = () => (window.doneAt = performance.timeOrigin + performance.now());
      go.addEventListener('click', async () => { ${onClick} });</script>`;

const endMs = ({ endTimeUnixNano }: ReceivedSpan) => Number(BigInt(endTimeUnixNano) / 1_000n) / 1_000;

const isInteraction = (spans: ReceivedSpan[]) => interactionsIn(spans).length > 0;

const cases: Record<string, string> = {
  'a timer': 'setTimeout(mark, 300)',
  'a chain of awaited timers':
    'for (let i = 0; i < 6; i++) await new Promise((resolve) => setTimeout(resolve, 60)); mark()',
  'a request': `await (await fetch('/api/poll')).text(); mark()`,
  'nothing but its listener': 'mark()',
};

for (const [name, onClick] of Object.entries(cases)) {
  test(`an interaction ends with its last work, not when that was noticed (${name})`, {
    tag: everyEngine,
  }, async ({ engine, serve, collector }) => {
    const shop = await serve({ ...api, '/': page(collector, onClick) });
    await engine.open(`${shop.origin}/`);
    await engine.click('#go');
    const [span] = interactionsIn(await arrived(engine, collector, isInteraction));
    const lateMs = endMs(span as ReceivedSpan) - (await engine.evaluate<number>('doneAt'));
    // Work is noticed to be quiet after 100 ms of silence.
    expect(lateMs).toBeGreaterThan(-5);
    expect(lateMs).toBeLessThan(60);
    expect(await engine.evaluate('pageErrors')).toEqual([]);
  });
}

test('a poll that a click starts is not waited for, and later linked to it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({
    ...api,
    '/': page(collector, `setInterval(() => fetch('/api/poll').then((r) => r.text()), 250)`),
  });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const polls = (spans: ReceivedSpan[]) => spans.filter(({ name }) => name === 'GET');
  const spans = await arrived(engine, collector, (all) => isInteraction(all) && polls(all).length > 2);
  const [click] = interactionsIn(spans);
  expect(click?.durationMs).toBeLessThan(200);
  expect(new Set(spans.map(({ traceId }) => traceId)).size, 'each is a trace of its own').toBe(spans.length);
  for (const poll of polls(spans)) {
    expect(poll.parentSpanId).toBe('');
    expect(poll.links).toMatchObject([{ traceId: click?.traceId, spanId: click?.spanId }]);
  }
});

/** Opens the page on a clock that the test moves, and clicks. */
async function clickOnFrozenClock(tab: Page, shop: PageServer): Promise<void> {
  await tab.clock.install();
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
}

test('work that stays silent is given up after five seconds', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    ...api,
    '/': page(collector, '(async () => { await new Promise(() => {}); mark(); })()'),
  });
  await clickOnFrozenClock(tab, shop);
  await tab.clock.runFor(7_000);
  const [span] = interactionsIn(await arrived(tab, collector, isInteraction));
  expect(span?.attributes['clew.end_reason']).toBe('idle');
  expect(span?.durationMs, 'up to the last sign of life').toBeLessThan(1_000);
});

test('work that goes on for ever is cut off after a minute', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    ...api,
    '/': page(
      collector,
      `const poll = () => setTimeout(() => { (window.count ??= 0); count++; poll(); }, 1_000); poll()`,
    ),
  });
  await clickOnFrozenClock(tab, shop);
  await tab.clock.runFor(70_000);
  expect(await tab.evaluate('count')).toBeGreaterThan(60);
  const [span] = interactionsIn(await arrived(tab, collector, isInteraction));
  expect(span?.attributes['clew.end_reason']).toBe('cap');
  expect(span?.durationMs).toBeGreaterThan(58_000);
  expect(span?.durationMs).toBeLessThan(62_000);
});

test('what is open when the page is left ends there', async ({ page: tab, serve, collector }) => {
  const shop = await serve({
    ...api,
    '/': page(collector, '(async () => { await new Promise(() => {}); mark(); })()'),
    '/next': '<!doctype html><title>Next</title>',
  });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  await tab.goto(`${shop.origin}/next`);
  const span = await collector.spanWhere(({ name }) => name === 'click Go');
  expect(span.attributes['clew.end_reason']).toBe('hide');
});

test('a request that the browser refuses to make ends at once, as a failure, and so does its click', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  // No header of HTTP: it has a letter beyond Latin-1.
  const onClick = `fetch('/api/poll', { headers: { 'x-user': '\u0141ukasz' } }).catch(() => {})`;
  const shop = await serve({ ...api, '/': page(collector, onClick) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, isInteraction);
  expect(spans.find(({ name }) => name === 'GET')?.attributes['error.type']).toBe('TypeError');
  expect(interactionsIn(spans)[0]?.attributes['clew.end_reason']).toBeUndefined();
});

test('a listener that a click adds once more stays whose it was', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const onClick = `channel.addEventListener('message', ask); await fetch('/api/poll')`;
  const shop = await serve({
    ...api,
    '/api/poll': (_request, response) => void setTimeout(() => response.end('ok'), 600),
    '/api/message': api['/api/poll'] as never,
    '/': `${page(collector, onClick)}<script>
      const ask = () => fetch('/api/message');
      const channel = new BroadcastChannel('shop');
      channel.addEventListener('message', ask);
      go.addEventListener('pointerdown', () => setTimeout(() => channel.addEventListener('message', ask)));
    </script>`,
    '/other': '<!doctype html><title>Other</title>',
  });
  await engine.open(`${shop.origin}/`);
  await engine.evaluate(
    `new Promise((resolve) => { const frame = document.createElement('iframe'); frame.src = '/other'; frame.onload = resolve; document.body.append(frame); })`,
  );
  await engine.click('#go');
  // By nobody of this page: the other document's own task.
  await engine.evaluate(
    `void frames[0].eval("setTimeout(() => new BroadcastChannel('shop').postMessage('hello'), 200)")`,
  );
  const spans = await arrived(engine, collector, isInteraction);
  const [click] = interactionsIn(spans);
  const inClick = spans.filter(({ name, traceId }) => name === 'GET' && traceId === click?.traceId);
  expect(shop.requestsTo('/api/message').length).toBeGreaterThan(0);
  expect(inClick.map(({ attributes }) => attributes['url.full'])).toEqual([`${shop.origin}/api/poll`]);
});
