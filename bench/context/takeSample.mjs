// @ts-check
// One fresh page of one contestant, brought into the state that is measured.

/** @typedef {Record<string, { ns: number, kept?: boolean }>} Rows */

/** The page load's own trace is over by then. */
const QUIET_MS = 1_500;
/** Longer than Clew takes from the last sign of life to rest: at most twice five seconds. */
const REST_MS = 11_000;

/** Runs in the page. @param {'none' | 'with' | 'click' | 'rested'} state */
async function prepare(state) {
  const { scope, sample } = /** @type {any} */ (globalThis);
  if (state === 'rested') await scope.run(async () => void (await null));
  const plain = (/** @type {() => unknown} */ fn) => fn();
  if (state === 'click')
    document.querySelector('button')?.addEventListener('click', () => {
      /** @type {any} */ (globalThis).rows = sample(plain, false);
    });
}

/** Runs in the page. @param {'none' | 'with' | 'click' | 'rested'} state */
function measure(state) {
  const { scope, sample, rows } = /** @type {any} */ (globalThis);
  if (state === 'click') return rows;
  const plain = (/** @type {() => unknown} */ fn) => fn();
  return sample(state === 'with' ? scope.run : plain, state === 'with');
}

/**
 * Takes one sample in a browser context of its own: another page must not leave its mark on this one's engine.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {import('./contestants.mjs').Contestant} contestant
 * @returns {Promise<Rows>}
 * @throws When the page reports an error.
 */
export async function takeSample(browser, url, { name, state }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    /** @type {Error[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(url);
    await page.waitForTimeout(QUIET_MS);
    await page.evaluate(prepare, state);
    if (state === 'rested') await page.waitForTimeout(REST_MS);
    if (state === 'click') await page.click('button');
    const rows = await page.evaluate(measure, state);
    if (errors.length > 0) throw new Error(`${name}: ${errors[0]?.message}`);
    return rows;
  } finally {
    await context.close();
  }
}
