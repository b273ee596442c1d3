// @ts-check
// A fresh page of one contestant in a browser context of its own, and what its main thread has spent: DevTools `TaskDuration` and
// `ScriptDuration` in thread ticks, which a busy machine changes less than the wall clock.

/**
 * Where everything is measured.
 * @typedef {object} Lab
 * @property {import('@playwright/test').Browser} browser
 * @property {Awaited<ReturnType<typeof import('./serve.mjs').serve>>} server
 */
/** @typedef {import('./contestants.mjs').Contestant} Contestant */
/** @typedef {Record<string, number>} Rows Values by row of the table. */
/** @typedef {Awaited<ReturnType<typeof openPage>>} Opened */

/** The page load's own telemetry is over by then. */
export const QUIET_MS = 2_000;

/** Opens it. @param {Lab} lab @param {Contestant} contestant @param {{ slowdown?: number }} [options] */
export async function openPage({ browser, server }, { name }, { slowdown = 1 } = {}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const devTools = await context.newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (slowdown > 1) await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const sink = server.newSink();
  await page.goto(server.urlOf(name), { waitUntil: 'load' });
  return {
    page,
    devTools,
    sink,
    /** Milliseconds of the main thread since the page began, in all and of them in scripts. */
    async cpu() {
      const { metrics } = await devTools.send('Performance.getMetrics');
      const ms = (/** @type {string} */ key) =>
        1_000 * (metrics.find(({ name }) => name === key)?.value ?? 0);
      return { all: ms('TaskDuration'), script: ms('ScriptDuration') };
    },
    flush: () => page.evaluate('globalThis.peer?.flush?.()'),
    async close() {
      await context.close();
      if (errors.length > 0) throw new Error(`${name}: ${errors[0]}`);
    },
  };
}
