// A server-rendering framework, SvelteKit on Node with OpenTelemetry on the server: from the click to the server's span, and
// from the server's span to the page load that it made.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Collector, ReceivedSpan } from './support/collector.ts';
import { freePort } from './support/freePort.ts';
import { needApps } from './support/readyApp.ts';
import { expect, test } from './support/test.ts';

needApps('sveltekit');

const folder = fileURLToPath(new URL('../demo/apps/sveltekit/', import.meta.url));

let server: ChildProcess;
test.afterEach(async () => {
  if (server.exitCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
});

/** Starts the app's server as `npm start` does, and opens its first page. */
async function openShop(page: Page, collector: Collector): Promise<void> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ['--import', './instrumentation.js', 'dist'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      PORT: String(port),
      ORIGIN: origin,
      OTEL_SERVICE_NAME: 'shop-server',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  });
  const isUp = () =>
    fetch(`${origin}/api/up`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isUp, { timeout: 15_000 }).toBe(true);
  // Hydrated by then: links and forms are SvelteKit's.
  await page.goto(origin, { waitUntil: 'networkidle' });
}

/** From a span up to its root: service and name of each. */
function ancestry(spans: readonly ReceivedSpan[], from: ReceivedSpan | undefined): string[] {
  const line: string[] = [];
  for (let span = from; span; ) {
    line.push(`${span.service}: ${span.name}`);
    const { traceId, parentSpanId } = span;
    span = spans.find((other) => other.traceId === traceId && other.spanId === parentSpanId);
  }
  return line;
}

const pathOf = ({ attributes }: ReceivedSpan): string =>
  `${attributes['url.path']}${attributes['url.query'] ?? ''}`;

test('a click leads to the span of the server that it asked', async ({ page, collector }) => {
  await openShop(page, collector);
  const clicks = [
    { click: 'Stock of 1', idiom: '$effect, tick, await', asks: /^\/api\/stock\/1/, method: 'GET' },
    { click: 'Order', idiom: 'form action', asks: /^\/%2Forder/, method: 'POST' },
    {
      click: 'Ball of thread 2',
      idiom: 'server load function',
      asks: /^\/product\/2\/__data\.json/,
      method: 'GET',
    },
  ];
  for (const { click } of clicks) {
    await page.getByText(click, { exact: true }).click();
    await page.waitForTimeout(300);
  }
  await expect.poll(() => page.title()).toBe('Ball of thread 2');
  await page.goto('about:blank');
  for (const { click, idiom, asks, method } of clicks) {
    const asked = await collector.spanWhere(
      (span) => span.service === 'shop-server' && span.kind === 2 && asks.test(pathOf(span)),
    );
    const isWhole = async () => ancestry(await collector.spans(), asked);
    await expect
      .poll(isWhole, `${click}: ${idiom}`)
      .toEqual([
        expect.stringMatching(`^shop-server: ${method}`),
        `shop-sveltekit: ${method}`,
        expect.stringMatching(`^shop-sveltekit: (click|submit) ${click}$`),
      ]);
  }
});

test('the page load is the child of the server span that made the page', async ({ page, collector }) => {
  await openShop(page, collector);
  await page.goto('about:blank');
  const load = await collector.spanWhere(({ name }) => name === 'page load');
  const isJoined = async () => ancestry(await collector.spans(), load);
  await expect
    .poll(isJoined)
    .toEqual(['shop-sveltekit: page load', expect.stringMatching('^shop-server: GET')]);
});
