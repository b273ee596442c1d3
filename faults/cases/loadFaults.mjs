// @ts-check
// Cases 19 to 23, 49, 51, 52: time, storage, many tabs, and too much of everything.
import { check, sleep, until } from '../lab.mjs';
import * as does from '../misbehaviour.mjs';
import { measureSlices, timeFetch } from '../slices.mjs';

/** @typedef {import('../lab.mjs').Lab} Lab @typedef {import('../run.mjs').Case} Case */

/** What a page's heap holds after a collection. @param {import('puppeteer-core').Page} page */
async function heapMb(page) {
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

/** Clocks that a case moves: `later` milliseconds go by at once, and the system's clock gains `gain` of each. */
const movedClocks = (gain = 0) =>
  `<script>window.later = 0; { const { now } = Date, tick = performance.now.bind(performance); Date.now = () => now() + later * ${1 + gain}; performance.now = () => tick() + later; }</script>`;

/** Spans as they arrived. @param {Lab} lab @returns {any[]} */
const spansOf = (lab) =>
  lab.collector
    .received()
    .filter(({ signal }) => signal === 'traces')
    .flatMap(({ text }) => JSON.parse(text).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);

/** @param {{ startTimeUnixNano: string, endTimeUnixNano: string }} span */
const durationMs = ({ startTimeUnixNano, endTimeUnixNano }) =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;

/**
 * @param {string} id @param {string} name @param {string} head
 * @param {number} [laterMs] makes more this long after the first have settled. @returns {Case}
 */
const withBroken = (id, name, head, laterMs) => ({
  id,
  name,
  async run(lab) {
    const page = await lab.open({ head: `<script>${head}</script>` });
    lab.collector.state.behaviour = does.answer(503);
    await lab.make(page, 20);
    await sleep(1_500);
    lab.collector.state.behaviour = does.accept;
    await lab.settled(page);
    if (laterMs) {
      await sleep(laterMs);
      await lab.make(page, 20);
      check(await until(() => lab.collector.arrived() >= 40), 'nothing more leaves');
      await page.evaluate('clew.flush()');
    }
    return lab.outcome();
  },
});

/** What was left on disk is looked for 3 s after the page's start. */
const AFTER_THE_LOOK_MS = 3_500;

/** @type {Case[]} */
export const loadFaults = [
  {
    id: '19',
    name: 'a tab hidden for eight hours with a request open, then seen again',
    needs: 'tabs',
    async run(lab) {
      const page = await lab.open({
        init: { capture: ['fetch'] },
        head: movedClocks(),
        routes: { '/endless': () => {} },
      });
      lab.announce(2);
      await page.evaluate(`void fetch('/endless').catch(() => {})`);
      const other = await lab.tab();
      await other.bringToFront();
      await page.evaluate(`later = 8 * 3_600_000`);
      await page.bringToFront();
      await page.evaluate(`make(1)`);
      await lab.settled(page);
      const longestMs = Math.max(...spansOf(lab).map(durationMs));
      check(longestMs < 60_000, `a span of ${longestMs} ms`);
      return lab.outcome();
    },
  },
  {
    id: '20',
    name: 'clock a day ahead and back while spans are open',
    async run(lab) {
      const page = await lab.open();
      lab.announce(2);
      await page.evaluate(`(() => {
        const tracer = clew.trace.getTracer('t'), { now } = Date;
        const first = tracer.startSpan('first'); Date.now = () => now() + 86_400_000; first.end();
        const second = tracer.startSpan('second'); Date.now = () => now() - 86_400_000; second.end(); Date.now = now; })()`);
      await lab.settled(page);
      for (const ms of spansOf(lab).map(durationMs)) check(ms >= 0 && ms < 60_000, `a span of ${ms} ms`);
      return lab.outcome();
    },
  },
  ...[500, -500].map((ppm, i) => ({
    id: `20${'bc'[i]}`,
    name: `clock slewed by ${ppm} ppm, as NTP does at most, for eight hours`,
    run: async (/** @type {Lab} */ lab) => {
      const page = await lab.open({ head: movedClocks(ppm / 1e6) });
      lab.announce(96);
      await page.evaluate(`(() => { for (let minutes = 0; minutes < 480; minutes += 5) {
        const span = clew.trace.getTracer('t').startSpan('five minutes', { attributes: { at: Date.now() } });
        later += 300_000; span.end(); } })()`);
      await page.evaluate('clew.flush()');
      await lab.settled(page);
      let farthestMs = 0;
      for (const span of spansOf(lab)) {
        const ms = durationMs(span);
        check(Math.abs(ms - 300_000) < 1_000, `five minutes are ${ms} ms`);
        const systemMs = Number(span.attributes[0].value.intValue);
        farthestMs = Math.max(farthestMs, Math.abs(Number(span.startTimeUnixNano) / 1e6 - systemMs));
      }
      check(farthestMs < 1_200, `${farthestMs} ms from the system's clock`);
      return lab.outcome({ note: `${farthestMs.toFixed(0)} ms from the system's clock at most` });
    },
  })),
  withBroken(
    '21a',
    'storage: indexedDB throws',
    `Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })`,
  ),
  withBroken(
    '21b',
    'storage: open never answers',
    `IDBFactory.prototype.open = () => new EventTarget()`,
    AFTER_THE_LOOK_MS,
  ),
  withBroken(
    '21c',
    'storage: full',
    `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }`,
  ),
  withBroken(
    '21d',
    'storage: opening fails',
    `IDBFactory.prototype.open = () => { const r = {}; setTimeout(() => r.onerror?.()); return r; }`,
  ),
  withBroken(
    '21e',
    'no Web Locks',
    `Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })`,
  ),
  withBroken('21f', 'no CompressionStream', `delete window.CompressionStream`),
  withBroken(
    '21g',
    'sessionStorage throws',
    `Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })`,
  ),
  withBroken(
    '21j',
    'storage: a transaction never ends',
    `for (const name of ['oncomplete', 'onabort']) Object.defineProperty(IDBTransaction.prototype, name, { set() {} })`,
    AFTER_THE_LOOK_MS,
  ),
  {
    id: '21h',
    name: 'storage: a broken record, and one of another kind',
    async run(lab) {
      const page = await lab.open();
      await page.evaluate(`new Promise((resolve, reject) => {
        const request = indexedDB.open('clew.1 ${lab.collector.url}/v1/', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('rows');
        request.onerror = reject;
        request.onsuccess = () => { const change = request.result.transaction('rows', 'readwrite'); const store = change.objectStore('rows');
          store.put({ text: 5 }, [1, 'x', 0, 1, 0]); store.put('text', [2, 'x', 1, 1, 0]); store.put(1, 'another key'); store.put(null, ['a', 'b']);
          change.oncomplete = () => { request.result.close(); resolve(true); }; }; })`);
      lab.collector.state.behaviour = does.answer(503);
      await lab.make(page, 20);
      await page.evaluate('clew.flush()');
      await sleep(1_500);
      lab.collector.state.behaviour = does.accept;
      await lab.settled(page);
      return lab.outcome();
    },
  },
  {
    id: '21i',
    name: 'a sandboxed page without storage',
    async run(lab) {
      const page = await lab.open({ headers: { 'content-security-policy': 'sandbox allow-scripts' } });
      await lab.make(page, 20);
      await lab.settled(page);
      return lab.outcome();
    },
  },
  {
    id: '22',
    name: 'ten tabs, and the collector comes back',
    needs: 'tabs',
    async run(lab) {
      lab.collector.state.behaviour = does.answer(503);
      const pages = [];
      for (let tab = 0; tab < 10; tab++) {
        const page = await lab.open();
        await lab.make(page, 20);
        await page.evaluate('clew.flush()');
        pages.push(page);
      }
      await sleep(2_000);
      const before = lab.collector.received().length;
      lab.collector.state.behaviour = does.accept;
      await lab.settled(undefined, 90_000);
      const outcome = await lab.outcome();
      check(outcome.duplicates <= outcome.created / 100, `${outcome.duplicates} twice`);
      return { ...outcome, note: `${lab.collector.received().length - before} requests` };
    },
  },
  {
    id: '23',
    name: '100,000 spans in one go',
    needs: 'DevTools',
    async run(lab) {
      const page = await lab.open();
      await lab.make(page, 1);
      await page.evaluate('clew.flush()');
      lab.announce(100_000);
      const beforeMb = await heapMb(page);
      const tookMs = Number(
        await page.evaluate(
          `(() => { const at = performance.now(); make(100_000); return performance.now() - at; })()`,
        ),
      );
      const grownMb = (await heapMb(page)) - beforeMb;
      // 4 MiB of JSON, and what is known of each record.
      check(grownMb < 16, `${grownMb.toFixed(1)} MB for a full queue`);
      await lab.settled(page, 60_000);
      return lab.outcome({
        note: `${((tookMs / 100_000) * 1_000).toFixed(1)} us a span, ${grownMb.toFixed(1)} MB`,
      });
    },
  },
  {
    id: '23s',
    name: 'no slice over 5 ms at a quarter of the speed, 10,000 spans',
    needs: 'DevTools',
    async run(lab) {
      const page = await lab.open({ head: timeFetch });
      await lab.make(page, 1);
      await page.evaluate('clew.flush()');
      const isOver = () => lab.collector.arrived() + lab.droppedByReceipt() > 10_000;
      const { slices, referenceMs } = await measureSlices(
        page,
        () => lab.make(page, 10_000),
        () => until(isOver, 60_000),
      );
      const over = slices.filter((ms) => ms > referenceMs);
      const note = `${over.length} over, longest ${slices.slice(0, 3).map((ms) => ms.toFixed(1))} ms of ${slices.length}, where 5 ms take up to ${referenceMs.toFixed(1)}`;
      // One in fifty: the disk's answers to the browser, and what other programs do to its time.
      check(over.length <= slices.length / 50, `${over.length} slices too long: ${note}`);
      return lab.outcome({ note });
    },
  },
  {
    id: '51',
    name: 'a page that lives long: 100,000 spans, a few at a time',
    needs: 'DevTools',
    async run(lab) {
      const page = await lab.open();
      for (let round = 0; round < 20; round++) {
        await lab.make(page, 1_000);
        await page.evaluate('clew.flush()');
      }
      const earlyMb = await heapMb(page);
      for (let round = 0; round < 80; round++) {
        await lab.make(page, 1_000);
        await page.evaluate('clew.flush()');
      }
      const lateMb = await heapMb(page);
      check(lateMb < earlyMb * 1.05 + 0.5, `heap ${earlyMb.toFixed(1)} -> ${lateMb.toFixed(1)} MB`);
      await lab.settled(page);
      return lab.outcome({ note: `heap ${earlyMb.toFixed(1)} -> ${lateMb.toFixed(1)} MB` });
    },
  },
  withBroken('49a', 'no PerformanceObserver', `delete window.PerformanceObserver`),
  withBroken(
    '49b',
    'performance.now in steps of 100 ms',
    `{ const now = performance.now.bind(performance); performance.now = () => Math.floor(now() / 100) * 100; }`,
  ),
  {
    id: '52',
    name: 'crypto.getRandomValues answers zeros',
    async run(lab) {
      const page = await lab.open({ head: `<script>crypto.getRandomValues = (array) => array</script>` });
      await lab.make(page, 20);
      await page.evaluate('clew.flush()');
      await lab.settled(page, 3_000);
      const ids = lab.collector.received().flatMap(({ spanIds }) => spanIds);
      check(
        ids.every((id) => /[1-9a-f]/.test(id)),
        'an all-zero id',
      );
      return lab.outcome();
    },
  },
];
