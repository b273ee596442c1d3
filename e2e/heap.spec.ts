// Nothing of an interaction is retained once it ended: ten thousand of them, each with closures over 20 KB, leave the heap
// as a bare page leaves it. Trusted keys, sent without waiting for each; measured after a forced collection.
import type { CDPSession, Page } from '@playwright/test';
import { expect, slow, test } from './support/test.ts';

const INTERACTIONS = 10_000;

/** What one leaked interaction would cost, by its closures alone. */
const BALLAST_BYTES = 20_000;

const page = (head: string) =>
  `<!doctype html><title>Heap</title><head>${head}</head><button id="go">Go</button><script>
    let clicks = 0;
    const step = (ballast) => new Promise((resolve) => setTimeout(() => resolve(ballast), 5));
    go.addEventListener('click', async () => {
      clicks++;
      const ballast = new Float64Array(${BALLAST_BYTES / 8});
      const observer = new MutationObserver(() => ballast.length);
      observer.observe(go, { attributes: true });
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { port1.close(); observer.disconnect(); go.title = String(ballast.length); };
      requestAnimationFrame(() => port2.postMessage(ballast.length));
      await step(ballast);
      await null;
      await Promise.all([step(ballast), step(ballast).then(() => step(ballast))]);
      if (clicks % 20 === 0) await fetch('/api/order').then((response) => response.text(), () => ballast);
    });
  </script>`;

/** Enter on the focused button: unlike mouse events, keys do not wait for a frame. */
async function press(client: CDPSession, count: number): Promise<void> {
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  for (let sent = 0; sent < count; sent += 100) {
    const events = Array.from({ length: 100 }, () => [
      client.send('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...key }),
      client.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }),
    ]);
    await Promise.all(events.flat());
  }
}

async function heapBytes(page: Page, client: CDPSession): Promise<number> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
  await page.evaluate('window.clew?.flush()');
  for (let i = 0; i < 3; i++) await client.send('HeapProfiler.collectGarbage');
  return (await client.send('Runtime.getHeapUsage')).usedSize;
}

/** Once the last interactions are quiet and their spans are sent: until then, each second gives back some of it. */
async function settledHeapBytes(page: Page, client: CDPSession): Promise<number> {
  let bytes = Number.POSITIVE_INFINITY;
  for (;;) {
    const now = await heapBytes(page, client);
    if (now > bytes - BALLAST_BYTES) return now;
    bytes = now;
  }
}

/** Bytes that the second half of the interactions added to the heap. */
async function growth(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const client = await page.context().newCDPSession(page);
  await page.focus('#go');
  await press(client, INTERACTIONS / 2);
  const before = await settledHeapBytes(page, client);
  await press(client, INTERACTIONS / 2);
  const after = await settledHeapBytes(page, client);
  expect(await page.evaluate('clicks')).toBe(INTERACTIONS);
  return after - before;
}

for (const build of ['script tag', 'bare page']) {
  test(`ten thousand interactions leave the heap flat (${build})`, { tag: slow }, async ({
    page: tab,
    serve,
  }) => {
    test.setTimeout(600_000);
    const head =
      build === 'bare page'
        ? ''
        : '<script src="/clew.min.js" data-service-name="heap" data-endpoint="/otlp"></script>';
    const shop = await serve({
      '/': page(head),
      '/api/order': (_request, response) => void response.end('ordered'),
      '/otlp/v1/traces': (_request, response) => void response.end('{}'),
      '/otlp/v1/logs': (_request, response) => void response.end('{}'),
    });
    const bytes = await growth(tab, `${shop.origin}/`);
    console.log(
      `heap, ${build}: ${(bytes / 1024).toFixed(0)} KiB more after ${INTERACTIONS / 2} interactions`,
    );
    expect(bytes).toBeLessThan(INTERACTIONS * 100);
    if (head) expect(shop.requestsTo('/otlp/v1/traces').length).toBeGreaterThan(5);
  });
}
