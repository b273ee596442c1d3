// @ts-check
// What is measured of manual spans: their cost, their bytes, the slices that sending them takes, and whether they get out of a page
// that is left at once.
import { setTimeout as delay } from 'node:timers/promises';
import { openPage, QUIET_MS } from './openPage.mjs';

/** @typedef {import('./openPage.mjs').Lab} Lab */
/** @typedef {import('./openPage.mjs').Opened} Opened */
/** @typedef {import('./openPage.mjs').Rows} Rows */
/** @typedef {import('./contestants.mjs').Contestant} Contestant */

const SPANS = 10_000;
const LEFT_SPANS = 100;
/** What of a trace tells tasks. */
const TRACED = ['toplevel', 'disabled-by-default-devtools.timeline'];
/** Nothing new for so long, and nothing more will come. */
const SILENCE_MS = 6_000;

/** Waits until so many manual spans are there, or no more come. @param {Opened} opened @param {number} expected */
async function arrival({ sink }, expected) {
  let [size, changedMs] = [0, Date.now()];
  while (size < expected && Date.now() - changedMs < SILENCE_MS) {
    await delay(50);
    if (sink.marks.size > size) [size, changedMs] = [sink.marks.size, Date.now()];
  }
}

/** Runs in the page. @param {{ from: number, to: number }} range */
function makeSpans({ from, to }) {
  for (let i = from; i < to; i++)
    /** @type {any} */ (globalThis).peer.span('price', {
      'bench.mark': `mark-${i}-`,
      'shop.currency': 'EUR',
      'shop.cart.items': i % 7,
      'shop.cart.total': i / 100,
      'shop.is_member': i % 2 === 0,
    });
}

/**
 * Makes spans, as many at once as the contestant holds, and waits for each lot.
 * @param {Opened} opened
 * @param {Contestant} contestant
 * @param {(send: () => Promise<unknown>) => Promise<unknown>} [around] Called with what sends a lot.
 */
async function sendSpans(opened, { lot = SPANS }, around = (send) => send()) {
  for (let from = 0; from < SPANS; from += lot) {
    const to = Math.min(from + lot, SPANS);
    await opened.page.evaluate(makeSpans, { from, to });
    await around(async () => {
      await opened.flush();
      await arrival(opened, to);
    });
  }
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
export async function manualSpans(lab, contestant) {
  const opened = await openPage(lab, contestant);
  await delay(QUIET_MS);
  const [before, bytes] = [await opened.cpu(), { sent: opened.sink.sentBytes, raw: opened.sink.rawBytes }];
  await sendSpans(opened, contestant);
  await delay(300);
  const { all } = await opened.cpu();
  const { sentBytes, rawBytes, marks } = opened.sink;
  await opened.close();
  const arrived = { 'manual spans that arrive, %': (marks.size / SPANS) * 100 };
  // What a span costs that does not arrive says nothing.
  if (marks.size < SPANS / 2) return arrived;
  return {
    ...arrived,
    'manual span, made and sent, us': ((all - before.all) / SPANS) * 1_000,
    'bytes a span, raw': (rawBytes - bytes.raw) / marks.size,
    'bytes a span, on the wire': (sentBytes - bytes.sent) / marks.size,
  };
}

/** The longest task of a page's main thread in a trace, in milliseconds. @param {Buffer} trace */
function longestTaskMs(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const main = traceEvents.find(
    (/** @type {any} */ { name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const tasks = traceEvents.filter(
    (/** @type {any} */ { name, pid, tid }) => name === 'RunTask' && pid === main?.pid && tid === main?.tid,
  );
  // The thread's own time, where the trace has it: a task that waited for the processor is no longer for that.
  return Math.max(0, ...tasks.map((/** @type {any} */ { dur = 0, tdur = dur }) => tdur)) / 1_000;
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
export async function longestSlice(lab, contestant) {
  const opened = await openPage(lab, contestant, { slowdown: 4 });
  await delay(QUIET_MS);
  let longestMs = 0;
  await sendSpans(opened, contestant, async (send) => {
    await lab.browser.startTracing(opened.page, { categories: TRACED });
    await send();
    longestMs = Math.max(longestMs, longestTaskMs(await lab.browser.stopTracing()));
  });
  await opened.close();
  return { 'longest slice of a flush, ms at 4x slowdown': longestMs };
}

/** @param {Lab} lab @param {Contestant} contestant @returns {Promise<Rows>} */
export async function leave(lab, contestant) {
  const opened = await openPage(lab, contestant);
  await delay(QUIET_MS);
  await opened.page.evaluate(makeSpans, { from: 0, to: LEFT_SPANS });
  await opened.page.goto(`${lab.server.origin}/left`);
  await delay(2_000);
  const { size } = opened.sink.marks;
  await opened.close();
  return { 'spans that arrive when the page is left, %': (size / LEFT_SPANS) * 100 };
}
