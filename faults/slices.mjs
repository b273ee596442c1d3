// @ts-check
// How long a page's main thread is busy at a time, by the browser's own trace. It counts the thread's time, not the
// clock's, and measures known work beside: other load on the machine lengthens both.

/** @typedef {{ name: string, ts: number, dur?: number, tdur?: number, pid: number, tid: number }} TraceEvent */

/** Goes before Clew: tells when the browser's own `fetch` is at work, which nobody can divide. */
export const markFetch = `<script>{
  const native = fetch;
  window.fetch = (...args) => {
    performance.mark('fetch begins');
    try { return native(...args); } finally { performance.mark('fetch ends'); }
  };
}</script>`;

/** Twenty tasks that take 5 ms at a quarter of the speed of the desktop this was written on. */
const reference = `new Promise((resolve) => {
  let left = 20;
  const once = () => {
    performance.mark('reference');
    let x = 1;
    for (let i = 0; i < 60_000; i++) x = (x * 16_807) % 2_147_483_647;
    window.x = x;
    setTimeout(left-- > 0 ? once : resolve, 5);
  };
  once();
})`;

/**
 * The lengths, in milliseconds and longest first, of the tasks of a page slowed to a quarter: without the browser's own
 * `fetch` and garbage collection, and that of the reference.
 * @param {import('puppeteer-core').Page} page with {@link markFetch} in its head.
 * @param {() => Promise<unknown>} act what leads to the tasks; the page calls `performance.mark('begin')` where they begin.
 */
export async function measureSlices(page, act) {
  const session = await page.createCDPSession();
  const tracing = await page.browser().target().createCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  tracing.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await tracing.send('Tracing.start', {
    // The tasks themselves, marks, and garbage collection.
    traceConfig: {
      includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing', 'devtools.timeline'],
    },
    transferMode: 'ReportEvents',
  });
  await act();
  await page.evaluate(reference);
  const complete = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve));
  await tracing.send('Tracing.end');
  await complete;
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await Promise.all([session.detach(), tracing.detach()]);
  return judgeTrace(events);
}

/** @param {TraceEvent[]} events */
function judgeTrace(events) {
  const begin = events.find(({ name }) => name === 'begin');
  const own = events.filter(({ pid, tid }) => pid === begin?.pid && tid === begin.tid);
  const named = (/** @type {RegExp} */ name) =>
    own.filter((event) => name.test(event.name)).sort((a, b) => a.ts - b.ts);
  const ends = named(/^fetch ends$/);
  const others = [
    ...named(/^fetch begins$/).map(({ ts }, i) => ({ ts, dur: (ends[i]?.ts ?? ts) - ts })),
    ...named(/^(Minor|Major)GC$/),
  ];
  const references = named(/^reference$/);
  const lengths = named(/^RunTask$/)
    .filter(({ ts }) => ts > (begin?.ts ?? 0))
    .map(({ ts, dur = 0, tdur = 0 }) => {
      const holds = (/** @type {{ ts: number }} */ event) => event.ts >= ts && event.ts <= ts + dur;
      const notOurs = others.filter(holds).reduce((sum, other) => sum + (other.dur ?? 0), 0);
      return { ms: (tdur - notOurs) / 1_000, isReference: references.some(holds) };
    })
    .sort((a, b) => b.ms - a.ms);
  const measured = lengths.filter(({ isReference }) => isReference);
  return {
    slices: lengths.filter(({ isReference }) => !isReference).map(({ ms }) => ms),
    referenceMs: measured[measured.length >> 1]?.ms ?? 0,
  };
}
