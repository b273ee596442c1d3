// The trace view as a person uses it: by keyboard, on a phone, with nothing there yet.
import { startCollector } from '../demo/collector/collector.mjs';
import { test as base, expect } from './support/test.ts';

const id = (digit: string, length: number): string => digit.repeat(length);
const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** A click, its request, and a failing server span. */
const request = (
  name: string,
  service: string,
  spanId: string,
  parentSpanId: string | undefined,
  startMs: number,
) => ({
  resource: { attributes: [attribute('service.name', service)] },
  scopeSpans: [
    {
      scope: { name: 'test' },
      spans: [
        {
          traceId: id('a', 32),
          spanId,
          ...(parentSpanId && { parentSpanId }),
          name,
          kind: 1,
          startTimeUnixNano: `17952611280${startMs}000000`,
          endTimeUnixNano: '1795261129000000000',
          attributes: [attribute('step', name)],
          ...(service === 'orders' && { status: { code: 2, message: 'out of stock' } }),
        },
      ],
    },
  ],
});

const body = JSON.stringify({
  resourceSpans: [
    request('click Buy', 'shop-web', id('1', 16), undefined, 10),
    request('GET', 'shop-web', id('2', 16), id('1', 16), 20),
    request('POST /orders', 'orders', id('3', 16), id('2', 16), 30),
  ],
});

const test = base.extend<{ viewUrl: string; problems: string[] }>({
  viewUrl: ({ collector }, use) => use(collector.url),
  problems: async ({ page }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await use(problems);
    expect(problems).toEqual([]);
  },
});

const send = (url: string) =>
  fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

const logBody = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', 'shop-web')] },
      scopeLogs: [
        {
          logRecords: [
            {
              traceId: id('a', 32),
              spanId: id('1', 16),
              timeUnixNano: '1795261128500000000',
              severityNumber: 9,
              eventName: 'browser.web_vital',
              attributes: [
                attribute('browser.web_vital.name', 'lcp'),
                { key: 'browser.web_vital.value', value: { doubleValue: 472 } },
                attribute('browser.web_vital.rating', 'good'),
              ],
            },
          ],
        },
      ],
    },
  ],
});

const sendLog = (url: string) =>
  fetch(`${url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: logBody,
  });

test('an empty view says what to do, and fills by itself when a trace arrives', async ({
  page,
  viewUrl,
  problems,
}) => {
  await page.goto(viewUrl);
  await expect(page.getByText('No traces yet')).toBeVisible();
  expect((await send(viewUrl)).status).toBe(200);
  await expect(page.getByText('click Buy')).toBeVisible({ timeout: 8_000 });
  expect(problems).toEqual([]);
});

test('an empty view of the demo leads to its shop', async ({ page, problems }) => {
  const collector = await startCollector({ port: 0, quiet: true, shopUrl: () => 'http://localhost:1234' });
  try {
    await page.goto(collector.url);
    await expect(page.getByRole('link', { name: 'Open the shop' })).toHaveAttribute(
      'href',
      'http://localhost:1234',
    );
  } finally {
    await collector.stop();
  }
  expect(problems).toEqual([]);
});

test('the list is not called live while the collector does not answer', async ({ page, viewUrl }) => {
  await send(viewUrl);
  await page.goto(viewUrl);
  const live = page.getByRole('button', { name: 'Live' });
  await expect(page.getByText('click Buy')).toBeVisible();
  await page.route('**/api/traces?*', (route) => route.abort());
  await expect(page.getByRole('button', { name: 'Retrying' })).toBeVisible({ timeout: 8_000 });
  await expect(live).toBeHidden();
  await page.unroute('**/api/traces?*');
  await expect(live).toBeVisible({ timeout: 8_000 });
});

test('a trace that is not there is named in the header', async ({ page, viewUrl }) => {
  await page.goto(`${viewUrl}/#/trace/${id('f', 32)}`);
  await expect(page.getByText('Trace not found')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(id('f', 32));
});

test('the ruler has round times, and a search without a match says so', async ({
  page,
  viewUrl,
  problems,
}) => {
  await send(viewUrl);
  await page.goto(`${viewUrl}/#/trace/${id('a', 32)}`);
  // The trace lasts 990 ms.
  await expect(page.locator('.tick')).toHaveText(['0 ms', '200 ms', '400 ms', '600 ms', '800 ms']);
  await page.getByRole('searchbox').fill('orders');
  await expect(page.locator('.row.dimmed')).toHaveCount(2);
  await expect(page.getByText('No span matches')).toBeHidden();
  await page.getByRole('searchbox').fill('nothing like that');
  await expect(page.getByText('No span matches')).toBeVisible();
  expect(problems).toEqual([]);
});

test('a trace opens, folds and tells its details by keyboard alone', async ({ page, viewUrl, problems }) => {
  await send(viewUrl);
  await page.goto(viewUrl);
  await page.keyboard.press('/');
  await page.keyboard.type('click');
  await page
    .getByRole('link', { name: /click Buy/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  const rows = page.getByRole('treeitem');
  await expect(rows).toHaveCount(3);
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('out of stock')).toBeVisible();
  expect(problems).toEqual([]);
});

test('what the input and the screen did stands below a click, its requests after that', async ({
  page,
  viewUrl,
  serve,
  collector,
  problems,
}) => {
  const shop = await serve({
    '/': `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
      <script src="/clew.min.js" data-service-name="shop" data-endpoint="${viewUrl}"></script>
      <button id="buy">Buy</button><p id="out"></p><script>buy.onclick = async () => {
        const until = performance.now() + 60;
        while (performance.now() < until);
        buy.disabled = true;
        out.textContent = await (await fetch('/api/order')).text();
      };</script>`,
    '/api/order': (_request, response) => void setTimeout(() => response.end('ordered'), 200),
  });
  await page.goto(`${shop.origin}/`);
  await page.click('#buy');
  const click = await collector.spanWhere(({ name }) => name === 'click Buy');
  await page.goto(`${viewUrl}/#/trace/${click.traceId}`);
  const rows = page.getByRole('treeitem');
  await expect(rows).toHaveCount(7);
  const names = await rows.locator('.span-name').allTextContents();
  expect(names).toEqual([
    'click Buy',
    'input delay',
    'processing',
    'presentation',
    'DOM update',
    'paint',
    'GET /api/order',
  ]);
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary').getByRole('heading')).toHaveText('click Buy');
  expect(problems).toEqual([]);
});

test('on a phone the list is one large link away, the whole trace id one press, and the logs fold', async ({
  page,
  viewUrl,
  context,
  problems,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.setViewportSize({ width: 390, height: 844 });
  await send(viewUrl);
  await sendLog(viewUrl);
  await page.goto(`${viewUrl}/#/trace/${id('a', 32)}`);
  await page.getByRole('button', { name: 'Copy trace id' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id('a', 32));
  const summary = page.getByText('lcp 472 ms good');
  await expect(summary).toBeHidden();
  await page.getByText('Logs').click();
  await expect(summary).toBeVisible();
  const back = page.getByRole('link', { name: 'Traces', exact: true });
  const box = await back.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await back.click();
  await expect(page.getByRole('heading', { name: 'Traces' })).toBeVisible();
  expect(problems).toEqual([]);
});

test('errors only and a search that matches nothing narrow the list', async ({ page, viewUrl, problems }) => {
  await send(viewUrl);
  await page.goto(viewUrl);
  await page.getByLabel('Errors only').check();
  await expect(page.getByText('click Buy')).toBeVisible();
  await page.getByRole('searchbox').fill('nothing like that');
  await expect(page.getByText('click Buy')).toBeHidden();
  expect(problems).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`on a phone nothing is wider than the screen (${colorScheme})`, async ({
    page,
    viewUrl,
    problems,
  }) => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.emulateMedia({ colorScheme });
    await send(viewUrl);
    for (const route of ['/', `/#/trace/${id('a', 32)}`, `/#/trace/${id('a', 32)}&span=${id('3', 16)}`]) {
      await page.goto(`${viewUrl}${route}`);
      await expect(page.getByText('click Buy').first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    }
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = background.match(/\d+/g)?.map(Number) ?? [];
    expect(red < 128).toBe(colorScheme === 'dark');
    expect(problems).toEqual([]);
  });
}
