// @ts-check
// How long a page's scripts run at a time, by the browser's own trace. It counts the thread's time, not the
// clock's, and measures known work beside: other load on the machine lengthens both.

/** @typedef {{ name: string, ts: number, dur?: number, tdur?: number, pid: number, tid: number }} TraceEvent */

/** Goes before Clew: notes when the browser's own `fetch` is at work, which nobody can divide. */
export const timeFetch = `<script>{
  const native = fetch;
  window.fetches = [];
  window.fetch = (...args) => {
    const beginMs = performance.now();
    try { return native(...args); } finally { fetches.push([beginMs, performance.now()]); }
  };
}</script>`;

/** A task four times a second that takes 5 ms at a quarter of the speed of the desktop this was written on. */
const startReference = `setInterval(() => {
  performance.mark('reference');
  let x = 1;
  for (let i = 0; i < 60_000; i++) x = (x * 16_807) % 2_147_483_647;
  window.x = x;
}, 250)`;

/**
 * How long the script of a page slowed to a quarter runs at a time, in milliseconds, the longest first: without the browser's
 * own `fetch` and garbage collection. And how long the reference does at most, but for
 * one time in ten.
 * @param {import('puppeteer-core').Page} page with {@link timeFetch} in its head.
 * @param {() => Promise<unknown>} act what leads to it: what runs after its end counts, until `isOver`.
 * @param {() => Promise<unknown>} isOver must ask nothing of the page, whose answer would be a task as well.
 */
export async function measureSlices(page, act, isOver) {
  const session = await page.createCDPSession();
  const tracing = await page.browser().target().createCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  tracing.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await tracing.send('Tracing.start', {
    // Scripts, marks, and garbage collection.
    traceConfig: {
      includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing', 'devtools.timeline'],
    },
    transferMode: 'ReportEvents',
  });
  await act();
  const beginMs = Number(await page.evaluate(`${startReference}, performance.mark('begin').startTime`));
  await isOver();
  const fetches = /** @type {[number, number][]} */ (await page.evaluate('fetches'));
  const complete = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve));
  await tracing.send('Tracing.end');
  await complete;
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await Promise.all([session.detach(), tracing.detach()]);
  return judgeTrace(events, beginMs, fetches);
}

/** @param {TraceEvent[]} events @param {number} beginMs @param {[number, number][]} fetches both in the page's own time. */
function judgeTrace(events, beginMs, fetches) {
  const begin = events.find(({ name }) => name === 'begin');
  const own = events.filter(({ pid, tid }) => pid === begin?.pid && tid === begin.tid);
  const named = (/** @type {RegExp} */ name) => own.filter((event) => name.test(event.name));
  const beginTs = begin?.ts ?? 0;
  const notOurs = [
    ...fetches.map(([from, to]) => ({ ts: beginTs + (from - beginMs) * 1_000, dur: (to - from) * 1_000 })),
    ...named(/^(Minor|Major)GC$/),
  ];
  const references = named(/^reference$/);
  // The same script has several names at several depths: the outermost counts.
  let endTs = beginTs;
  const slices = named(/^(TimerFire|FunctionCall|EvaluateScript|RunMicrotasks)$/)
    .sort((a, b) => a.ts - b.ts)
    .flatMap(({ ts, dur = 0, tdur = dur }) => {
      if (ts < endTs) return [];
      endTs = ts + dur;
      const holds = (/** @type {{ ts: number }} */ event) => event.ts >= ts && event.ts <= endTs;
      const othersUs = notOurs.filter(holds).reduce((sum, other) => sum + (other.dur ?? 0), 0);
      // What is noted of the others is by the clock.
      return { ms: ((1 - othersUs / dur) * tdur) / 1_000, isReference: references.some(holds) };
    });
  const of = (/** @type {boolean} */ wanted) =>
    slices
      .filter(({ isReference }) => isReference === wanted)
      .map(({ ms }) => ms)
      .sort((a, b) => b - a);
  const reference = of(true);
  // Nine in ten references: on a quiet machine all are alike, under load known work varies as unknown work does.
  return { slices: of(false), referenceMs: reference[Math.floor(reference.length / 10)] ?? 0 };
}
