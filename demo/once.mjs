// One checkout in a real browser, and the verdict on its trace: `node demo/start.mjs --once`, for a first look and for CI.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { findBrowser, sandboxSwitches } from '../scripts/findBrowser.mjs';
import { renderTraceTree } from './traceTree.mjs';
import { verifyTrace } from './verifyTrace.mjs';

const traceLimitMs = 15_000;
const settleMs = 1_000;

/**
 * Buys something in the shop, waits for the trace (15 s at most), prints it as a tree and names every link that is missing.
 * @param {{ shopUrl: string, collectorUrl: string }} addresses
 * @returns {Promise<boolean>} whether the trace is joined from the click to the last SQL
 */
export async function checkOutOnce({ shopUrl, collectorUrl }) {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    // Chromium's sandbox does not work for root, which is what containers run as.
    args: sandboxSwitches(),
  });
  try {
    const page = await browser.newPage();
    const traceId = await placeOrder(page, shopUrl);
    // The page stays open meanwhile: an interaction ends, and is exported, when what it caused is quiet.
    const trace = await waitForTrace(collectorUrl, traceId);
    return report(trace);
  } finally {
    await browser.close();
  }
}

/** Clicks and types as a customer does; all events are trusted ones. Resolves with the id the server saw its request under. */
async function placeOrder(page, shopUrl) {
  await page.goto(shopUrl);
  await page.getByTestId('add-to-cart').first().click();
  await page.getByTestId('open-cart').click();
  await page.getByLabel('Name').fill('Ariadne Minos');
  await page.getByLabel('E-mail').fill('ariadne@example.com');
  await page.getByLabel('Address').fill('1 Palace Road, Knossos');
  await page.getByTestId('place-order').click();
  await page.getByTestId('order-confirmed').waitFor();
  const link = await page.getByTestId('trace-link').getAttribute('href');
  return link.split('/').at(-1);
}

/** Polls until the trace is joined and stopped growing, or time is up; resolves with what is there by then. */
async function waitForTrace(collectorUrl, traceId) {
  let trace = { traceId, spans: [] };
  let joinedAt = Number.POSITIVE_INFINITY;
  for (const start = performance.now(); performance.now() - start < traceLimitMs; await sleep(100)) {
    const response = await fetch(`${collectorUrl}/api/traces/${traceId}`);
    if (!response.ok) continue;
    const previousCount = trace.spans.length;
    trace = await response.json();
    if (!verifyTrace(trace).isJoined || trace.spans.length > previousCount) joinedAt = performance.now();
    else if (performance.now() - joinedAt > settleMs) break;
  }
  return trace;
}

function report(trace) {
  const colour = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
  const { isJoined, links } = verifyTrace(trace);
  console.log(`\n${renderTraceTree(trace, { colour })}\n`);
  for (const { name, missing } of links)
    console.log(missing ? `MISSING  ${name}: ${missing}` : `ok       ${name}`);
  console.log(
    isJoined ? '\nOne trace, from the click to the last SQL statement.' : '\nThe trace is not joined.',
  );
  return isJoined;
}
