// @ts-check
// One browser, one shop and one collector for a case; and what every case needs to say what became of its spans.
import { startCollector } from './collector.mjs';
import { startShop } from './pages.mjs';

/**
 * @typedef {{ created: number, arrived: number, duplicates: number, dropped: number, errors: string[], allowed?: number, note?: string }} Outcome
 *   `allowed`: spans whose loss the guarantee foresees (a killed browser's last moments).
 * @typedef {Awaited<ReturnType<typeof openLab>>} Lab
 * @typedef {import('./browsers.mjs').Page} Page
 */

/** What Firefox blocks by the page's own rules, it tells among the errors of scripts. */
const ofThePage = /^Error: (Cross-Origin Request Blocked|Content-Security-Policy|None of the .* hashes)/;

/** Waits until `isTrue`; answers whether it was in time. @param {() => unknown} isTrue @param {number} timeoutMs */
export async function until(isTrue, timeoutMs = 15_000) {
  const endAt = Date.now() + timeoutMs;
  for (;;) {
    if (await isTrue()) return true;
    if (Date.now() > endAt) return false;
    await sleep(50);
  }
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Says why a case fails. @param {unknown} condition @param {string} what */
export function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** Opens a lab. @param {import('./browsers.mjs').Browser} browser */
export async function openLab(browser) {
  const [shop, collector] = [await startShop(), await startCollector()];
  /** @type {string[]} */
  let errors = [];
  /** @type {import('./browsers.mjs').Person[]} */
  let people = [];
  let created = 0;
  let dropped = 0;

  async function newPerson() {
    const person = await browser.newPerson();
    people.push(person);
    return person;
  }

  async function sendHome() {
    await Promise.all(people.map((person) => person.close().catch(() => {})));
    people = [];
  }

  async function tab() {
    const person = people.at(-1) ?? (await newPerson());
    const page = await person.newPage();
    page.on('pageerror', (error) => {
      if (!ofThePage.test(String(error))) errors.push(String(error));
    });
    return page;
  }

  return {
    shop,
    collector,
    /** Starts the next case with nothing left of the one before. */
    async reset() {
      await sendHome();
      // What the browser still sends for pages that are gone belongs to them.
      await sleep(200);
      collector.clear();
      errors = [];
      created = dropped = 0;
    },
    tab,
    /** The next tabs are another person's: in a window of their own, hence visible, and with a disk of their own. */
    newPerson,
    /**
     * Opens the page.
     * @param {import('./pages.mjs').PageSpec & { query?: string, routes?: Parameters<import('./pages.mjs').Shop['serve']>[1] }} [spec]
     */
    async open({ query = '', routes, ...spec } = {}) {
      shop.serve({ ...spec, init: { endpoint: collector.url, ...spec.init } }, routes);
      const page = await tab();
      await page.goto(`${shop.origin}/${query}`);
      return page;
    },
    /** Has the page make spans. @param {Page} page @param {number} count @param {string} [name] */
    async make(page, count, name = 'item') {
      created += count;
      await page.evaluate(`make(${count}, ${JSON.stringify(name)})`);
    },
    /** Spans that a page makes in its own last moments are announced here. @param {number} count */
    announce(count) {
      created += count;
    },
    /** Counts what a page says it dropped, before it goes. @param {Page} page */
    async addDropped(page) {
      dropped += Number(await page.evaluate('dropped()'));
    },
    /** Waits until everything arrived or was counted; @param {Page} [page] whose account is asked. */
    async settled(page, timeoutMs = 45_000) {
      const lost = async () => dropped + Number(page ? await page.evaluate('dropped()') : 0);
      await until(async () => collector.arrived() + (await lost()) >= created, timeoutMs);
      if (page) await this.addDropped(page);
    },
    /** What pages that are gone said they had dropped, in the last receipt of each. */
    droppedByReceipt() {
      /** @type {Map<unknown, number>} */
      const byPage = new Map();
      for (const resource of collector.received().flatMap(({ resources }) => resources)) {
        const counts = Object.entries(resource).filter(([name]) => /(traces|spool)\.dropped/.test(name));
        const lost = counts.reduce((sum, [, n]) => sum + Number(n), 0);
        const page = resource['clew.page.id'];
        byPage.set(page, Math.max(lost, byPage.get(page) ?? 0));
      }
      return [...byPage.values()].reduce((sum, lost) => sum + lost, 0);
    },
    /** @param {{ allowed?: number, note?: string }} [more] @returns {Promise<Outcome>} */
    async outcome(more = {}) {
      for (const page of (await Promise.all(people.map((person) => person.pages()))).flat()) {
        const seen = await Promise.race([
          page.evaluate('window.pageErrors ?? []').catch(() => []),
          sleep(1_000),
        ]);
        errors.push(.../** @type {string[]} */ (seen ?? []));
      }
      return {
        created,
        arrived: collector.arrived(),
        duplicates: collector.duplicates(),
        dropped: Math.max(dropped, this.droppedByReceipt()),
        errors: [...new Set(errors)],
        ...more,
      };
    },
    async close() {
      await sendHome();
      shop.stop();
      await collector.down().catch(() => {});
    },
  };
}
