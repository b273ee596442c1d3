// @ts-check
// Cases 14 to 19: the network, and the end of pages, tabs and browsers. They are about chance, so each is tried often.
import { launchChromium } from '../browsers.mjs';
import { check, openLab, sleep, until } from '../lab.mjs';
import * as does from '../misbehaviour.mjs';

/** @typedef {import('../lab.mjs').Lab} Lab @typedef {import('../run.mjs').Case} Case @typedef {import('../lab.mjs').Page} Page */

/** Lets a page send its first request, as any page has that is open for some seconds. @param {Lab} lab @param {Page} page */
async function warmUp(lab, page) {
  await lab.make(page, 1);
  await page.evaluate('clew.flush()');
}

/** A visit after that finds and sends what is left; its clock is late, so that every lease is over. @param {Lab} lab */
async function visitLater(lab, timeoutMs = 30_000) {
  const page = await lab.open({ query: '?later=60000' });
  await lab.settled(page, timeoutMs);
}

/**
 * @param {string} id @param {string} name @param {number} count
 * @param {(lab: Lab, page: Page, count: number) => Promise<void>} leave @param {string} [needs]
 * @returns {Case}
 */
const exit = (id, name, count, leave, needs) => ({
  id,
  name,
  ...(needs && { needs }),
  async run(lab, trials) {
    // So many spans take half a minute to arrive.
    const times = count > 1_000 ? Math.ceil(trials / 10) : trials;
    for (let trial = 0; trial < times; trial++) {
      const page = await lab.open();
      await warmUp(lab, page);
      await leave(lab, page, count);
      await page.close().catch(() => {});
      // More than one page's worth would not fit on disk.
      if (count > 1_000) await visitLater(lab);
    }
    const aloneMs = Date.now();
    await until(() => Date.now() - aloneMs > 3_000);
    const alone = lab.collector.arrived();
    await visitLater(lab);
    return lab.outcome({ note: `${times} trials, ${alone} without another visit` });
  },
});

/** @param {Lab} lab @param {Page} page @param {number} count */
const navigate = async (lab, page, count) => {
  lab.announce(count);
  await page.evaluate(`make(${count}), void (location.href = '/next')`).catch(() => {});
  const hasLeft = await until(
    () => page.evaluate(`location.pathname === '/next'`).catch(() => false),
    30_000,
  );
  check(hasLeft, 'still there');
};

/** @param {Lab} lab @param {Page} page @param {number} count */
const close = async (lab, page, count) => {
  await lab.make(page, count);
  await page.close();
};

/** @param {Lab} lab @param {Page} page @param {number} count */
const hide = async (lab, page, count) => {
  await page.bringToFront();
  await lab.make(page, count);
  const other = await lab.tab();
  await other.bringToFront();
  await until(() => lab.collector.arrived() > 0, 1_000);
  await other.close();
};

/** @param {Lab} lab @param {Page} page @param {number} count */
const freeze = async (lab, page, count) => {
  await lab.make(page, count);
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await sleep(100);
};

/** @type {Case[]} */
export const exitFaults = [
  {
    id: '14a',
    name: 'offline at the start, then online',
    needs: 'a network to switch off',
    async run(lab, trials) {
      for (let trial = 0; trial < trials; trial++) {
        const page = await lab.open();
        await page.setOfflineMode(true);
        await lab.make(page, 5);
        await page.evaluate('clew.flush()');
        const requests = lab.collector.received().length;
        await page.setOfflineMode(false);
        await until(() => lab.collector.received().length > requests, 12_000);
        await page.close();
      }
      await visitLater(lab);
      return lab.outcome({ note: `${trials} trials` });
    },
  },
  {
    id: '14b',
    name: 'offline when the page is left',
    needs: 'a network to switch off',
    async run(lab, trials) {
      for (let trial = 0; trial < trials; trial++) {
        const page = await lab.open();
        await warmUp(lab, page);
        await page.setOfflineMode(true);
        await lab.make(page, 20);
        await page.evaluate('clew.flush()');
        await sleep(300);
        await page.close({ runBeforeUnload: false });
      }
      await visitLater(lab);
      return lab.outcome({ note: `${trials} trials` });
    },
  },
  {
    id: '14c',
    name: 'network flapping every two seconds',
    needs: 'a network to switch off',
    async run(lab) {
      const page = await lab.open();
      for (let turn = 0; turn < 6; turn++) {
        await page.setOfflineMode(turn % 2 === 0);
        await lab.make(page, 20);
        await sleep(2_000);
      }
      await lab.settled(page);
      return lab.outcome();
    },
  },
  exit('15a', 'navigation with 20 spans waiting', 20, navigate),
  exit('15b', 'navigation with 500 spans waiting', 500, navigate),
  exit('15c', 'navigation with 5,000 spans waiting', 5_000, navigate, 'time to write when left'),
  exit('16a', 'tab closed with 20 spans waiting', 20, close, 'tabs'),
  exit('16b', 'tab closed with 500 spans waiting', 500, close, 'tabs'),
  exit('16c', 'tab closed with 5,000 spans waiting', 5_000, close, 'time to write when closed'),
  exit('16h', 'tab hidden with 20 spans waiting, then closed', 20, hide, 'tabs'),
  exit('16f', 'tab frozen with 20 spans waiting, then closed', 20, freeze, 'DevTools'),
  {
    id: '15n',
    name: 'navigation before anything was ever sent, 20 spans',
    async run(lab, trials) {
      for (let trial = 0; trial < trials; trial++) {
        const page = await lab.open();
        await navigate(lab, page, 20);
        await page.close();
      }
      await visitLater(lab);
      return lab.outcome({ note: `${trials} trials` });
    },
  },
  {
    id: '15d',
    name: 'navigation while the collector is down, 20 spans',
    async run(lab, trials) {
      for (let trial = 0; trial < trials; trial++) {
        lab.collector.state.behaviour = does.answer(503);
        const page = await lab.open();
        await lab.make(page, 1);
        await page.evaluate('clew.flush()');
        await navigate(lab, page, 20);
        await page.close();
      }
      lab.collector.state.behaviour = does.accept;
      await visitLater(lab);
      return lab.outcome({ note: `${trials} trials` });
    },
  },
  {
    id: '17r',
    name: 'renderer crash, spans older than 2 s',
    needs: 'DevTools',
    async run(lab, trials) {
      for (let trial = 0; trial < trials; trial++) {
        const page = await lab.open();
        lab.collector.state.behaviour = does.answer(503);
        await lab.make(page, 20);
        await sleep(2_500);
        const session = await page.createCDPSession();
        session.send('Page.crash').catch(() => {});
        await sleep(300);
        await page.close().catch(() => {});
        lab.collector.state.behaviour = does.accept;
      }
      await visitLater(lab);
      return lab.outcome({ note: `${trials} trials` });
    },
  },
  {
    id: '17k',
    name: 'browser killed; spans older than 2 s are guaranteed',
    needs: 'DevTools',
    async run(lab, trials) {
      return killed(lab, trials);
    },
  },
  {
    id: '18',
    name: 'back/forward cache, ten times there and back',
    needs: 'a driver that goes back',
    async run(lab) {
      const page = await lab.open({
        head: `<script>addEventListener('pageshow', (e) => (window.back = e.persisted))</script>`,
      });
      for (let round = 0; round < 10; round++) {
        await lab.make(page, 5);
        await page.goto(`${lab.shop.origin}/next`);
        await page.evaluate('void history.back()').catch(() => {});
        const isBack = await until(() => page.evaluate('window.back').catch(() => false));
        check(isBack, `not restored from the cache in round ${round}`);
        await page.evaluate('window.back = false');
      }
      await lab.settled(page);
      const { duplicates } = await lab.outcome();
      // On the first leave, before the collector ever answered, the request arrives twice in one run of five (Chromium 156).
      check(duplicates <= 5, 'sent twice');
      return lab.outcome({ note: duplicates ? 'the first leave twice' : '' });
    },
  },
];

/** Kills whole browsers, and looks what their next start sends. @param {Lab} lab @param {number} trials */
async function killed(lab, trials) {
  const delays = [0, 50, 200, 1_000];
  let created = 0;
  let arrived = 0;
  let allowed = 0;
  let duplicates = 0;
  /** @type {string[]} */
  const errors = [];
  for (let trial = 0; trial < trials; trial++) {
    let chromium = await launchChromium();
    const { folder } = chromium;
    const own = await openLab(chromium);
    const open = async (/** @type {string} */ query) => {
      own.shop.serve({ init: { endpoint: own.collector.url } });
      const [page] = await chromium.browser.pages();
      await page?.goto(`${own.shop.origin}/${query}`);
      return /** @type {Page} */ (page);
    };
    try {
      const page = await open('');
      // Half of the browsers die while the collector is away.
      if (trial % 2 === 1) own.collector.state.behaviour = does.answer(503);
      await page.evaluate('make(10)');
      await sleep(2_500);
      await page.evaluate('make(3)');
      await sleep(delays[trial % delays.length] ?? 0);
      chromium.kill();
      created += 13;
      own.collector.state.behaviour = does.accept;
      await sleep(300);
      chromium = await launchChromium(folder);
      await open('?later=60000');
      await until(() => own.collector.arrived() >= 13, 8_000);
      arrived += own.collector.arrived();
      duplicates += own.collector.duplicates();
      if (own.collector.arrived() < 10)
        errors.push(`trial ${trial}: ${own.collector.arrived()} of 10 older than 2 s`);
      else allowed += 13 - own.collector.arrived();
    } catch (error) {
      errors.push(`trial ${trial}: ${error}`);
    } finally {
      await own.close();
      await chromium.close();
    }
  }
  return {
    ...(await lab.outcome()),
    created,
    arrived,
    duplicates,
    allowed,
    errors,
    note: `${trials} trials`,
  };
}
