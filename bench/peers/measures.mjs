// @ts-check
// What is measured of a contestant: its start, its part in requests and clicks, its heap; its spans are spans.mjs's part.
import { setTimeout as delay } from 'node:timers/promises';
import { openPage, QUIET_MS } from './openPage.mjs';
import { leave, longestSlice, manualSpans } from './spans.mjs';

/** @typedef {import('./openPage.mjs').Lab} Lab */
/** @typedef {import('./openPage.mjs').Opened} Opened */
/** @typedef {import('./openPage.mjs').Rows} Rows */
/** @typedef {import('./contestants.mjs').Contestant} Contestant */

const WARM_UPS = 20;
const REQUESTS = 200;
const CLICKS = 100;

/** Runs in the page. @param {{ kind: string, count: number }} work */
async function ask({ kind, count }) {
  for (let i = 0; i < count; i++) {
    if (kind === 'fetch') await (await fetch(`/api/${i % 10}`)).text();
    else
      await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open('GET', `/api/${i % 10}`);
        request.onload = () => resolve(undefined);
        request.send();
      });
  }
}

/** Trusted clicks. @param {Opened} opened @param {number} count */
async function click({ page }, count) {
  const { x, y, width, height } = (await page.locator('#go').boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  };
  for (let i = 0; i < count; i++) await page.mouse.click(x + width / 2, y + height / 2);
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
async function startUp(lab, contestant) {
  const opened = await openPage(lab, contestant, { slowdown: 4 });
  await delay(1_000);
  const { script } = await opened.cpu();
  await opened.close();
  return { 'start-up, script ms at 4x slowdown': script };
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
async function work(lab, contestant) {
  const opened = await openPage(lab, contestant);
  await delay(QUIET_MS);
  /** @param {(count: number) => Promise<unknown>} run @param {number} count @param {'all' | 'script'} of */
  const each = async (run, count, of) => {
    await run(WARM_UPS);
    await opened.flush();
    await delay(300);
    const before = await opened.cpu();
    await run(count);
    await opened.flush();
    await delay(1_200);
    return (((await opened.cpu())[of] - before[of]) / count) * 1_000;
  };
  const rows = {
    'fetch, main-thread us': await each(
      (n) => opened.page.evaluate(ask, { kind: 'fetch', count: n }),
      REQUESTS,
      'all',
    ),
    'XHR, main-thread us': await each(
      (n) => opened.page.evaluate(ask, { kind: 'xhr', count: n }),
      REQUESTS,
      'all',
    ),
    'click, script us': await each((n) => click(opened, n), CLICKS, 'script'),
  };
  await opened.close();
  return rows;
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
async function heap(lab, contestant) {
  const opened = await openPage(lab, contestant);
  await opened.page.evaluate(ask, { kind: 'fetch', count: 2_000 });
  await click(opened, 500);
  await opened.flush();
  await delay(3_000);
  for (let i = 0; i < 3; i++) await opened.devTools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await opened.devTools.send('Runtime.getHeapUsage');
  await opened.close();
  return { 'heap after 2,000 requests and 500 clicks, KiB': usedSize / 1_024 };
}

/** All of them. */
export const measures = [
  { run: startUp },
  { run: work },
  { run: manualSpans, needsSpans: true },
  { run: longestSlice, needsSpans: true },
  { run: heap },
  { run: leave, needsSpans: true },
];
