// @ts-check
// Cases 1 to 13: what a collector, or what stands before it, can do.
import { check, sleep, until } from '../lab.mjs';
import * as does from '../misbehaviour.mjs';

/** @typedef {import('../lab.mjs').Lab} Lab @typedef {import('../run.mjs').Case} Case */

/** Waits of more than ten seconds are so many times shorter: an outage of minutes is over in seconds. */
const FAST = 60;

/** So many people at once sit through an outage. */
const AT_ONCE = 25;

/** An outage for several people. @param {Lab} lab @param {number} people @returns the most requests that one of them made. */
async function outage(lab, people) {
  const pages = [];
  for (let i = 0; i < people; i++) {
    await lab.newPerson();
    pages.push(await lab.open({ query: `?speed=${FAST}` }));
  }
  const make = (/** @type {number} */ count) => Promise.all(pages.map((page) => lab.make(page, count)));
  await make(10);
  await lab.settled();
  const before = lab.collector.received().length;
  lab.collector.state.behaviour = does.answer(503);
  // Five waits of 1 to 16 s, of which only the last is shortened, and nine of a minute: one second each.
  for (let second = 0; second < 25; second++) {
    await make(24);
    await sleep(1_000);
  }
  const meanwhile = lab.collector.received().slice(before);
  lab.collector.state.behaviour = does.accept;
  await lab.settled();
  await Promise.all(pages.map((page) => page.close()));
  /** @type {Map<unknown, number>} */
  const byPage = new Map();
  for (const { resources } of meanwhile) {
    const page = resources[0]?.['clew.page.id'];
    byPage.set(page, (byPage.get(page) ?? 0) + 1);
  }
  return Math.max(...byPage.values());
}

/** Fails first, then works: everything arrives. @param {Lab} lab @param {import('../misbehaviour.mjs').Behaviour} fault @param {number} times */
async function recovers(lab, fault, times, spans = 20) {
  let left = times;
  const page = await lab.open({ query: `?speed=${FAST}` });
  lab.collector.state.behaviour = (request, response) =>
    (left-- > 0 ? fault : does.accept)(request, response);
  await lab.make(page, spans);
  await lab.settled(page);
  return page;
}

/** @param {Parameters<typeof recovers>[1]} fault @param {number} times @returns {Case['run']} */
const recovering = (fault, times) => async (lab) => {
  await recovers(lab, fault, times);
  return lab.outcome();
};

/** @type {Case[]} */
export const collectorFaults = [
  {
    id: '1',
    name: 'collector down for ten minutes (waits shortened)',
    async run(lab, trials) {
      let most = 0;
      for (let done = 0; done < trials; done += AT_ONCE) {
        const requests = await outage(lab, Math.min(AT_ONCE, trials - done));
        check(requests <= 20, `${requests} requests in ten minutes`);
        most = Math.max(most, requests);
      }
      return lab.outcome({ note: `${trials} trials, ${most} requests at most while it was down` });
    },
  },
  ...[
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['date', () => ({ 'retry-after': new Date(Date.now() + 20_000).toUTCString() }), 0],
    ['garbage', { 'retry-after': 'soon' }, 0],
    ['10^9', { 'retry-after': '1000000000' }, 600_000],
  ].map(([form, headers, leastMs], i) => ({
    id: `2${'abcd'[i]}`,
    name: `503 with Retry-After, ${form}`,
    run: async (/** @type {Lab} */ lab) => {
      const given = typeof headers === 'function' ? headers() : headers;
      await recovers(lab, does.answer(503, /** @type {any} */ (given)), 1);
      const [first, second] = lab.collector.received();
      const waitedMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
      check(waitedMs >= (Number(leastMs) / FAST) * 0.95, `tried again after ${waitedMs} ms`);
      return lab.outcome();
    },
  })),
  {
    id: '3',
    name: '503 without CORS headers',
    run: recovering(does.failWithoutCors, 3),
  },
  {
    id: '4',
    name: '429 for a minute',
    run: recovering(does.answer(429), 3),
  },
  ...[413, 400].map((status, i) => ({
    id: `5${'ab'[i]}`,
    name: `${status} on a big batch`,
    run: async (/** @type {Lab} */ lab) => {
      const page = await lab.open();
      lab.collector.state.behaviour = does.refuseLarger(4_000, status);
      await lab.make(page, 100);
      await lab.settled(page);
      return lab.outcome({ note: `${lab.collector.received().length} requests` });
    },
  })),
  {
    id: '5c',
    name: '400 for one span among 100',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.behaviour = (request, response) => {
        const { names } = /** @type {any} */ (lab.collector.received().at(-1));
        return (names.includes('bad') ? does.answer(400) : does.accept)(request, response);
      };
      await lab.make(page, 60);
      await lab.make(page, 1, 'bad');
      await lab.make(page, 39);
      await lab.settled(page);
      const outcome = await lab.outcome();
      check(outcome.dropped === 1, `${outcome.dropped} dropped for one bad span`);
      return outcome;
    },
  },
  ...[400, 401, 403, 404, 415].map((status) => ({
    id: `6-${status}`,
    name: `${status} for good`,
    run: async (/** @type {Lab} */ lab) => {
      const page = await lab.open();
      lab.collector.state.behaviour = does.answer(status);
      for (let batch = 0; batch < 6; batch++) {
        await lab.make(page, 10);
        await page.evaluate('clew.flush()');
      }
      await lab.settled(page);
      const requests = lab.collector.received().length;
      check(requests <= 24, `${requests} requests`);
      return lab.outcome({ note: `${requests} requests` });
    },
  })),
  {
    id: '7',
    name: '500 is not tried again',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.behaviour = does.answer(500);
      await lab.make(page, 20);
      await lab.settled(page);
      check(lab.collector.received().filter(({ signal }) => signal === 'traces').length === 1, 'one request');
      return lab.outcome();
    },
  },
  {
    id: '8',
    name: '200 with 7 rejected spans',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.behaviour = does.acceptPartly(7);
      await lab.make(page, 20);
      await page.evaluate('clew.flush()');
      await lab.addDropped(page);
      const outcome = await lab.outcome();
      check(outcome.dropped === 7, `${outcome.dropped} counted`);
      // Which seven, the answer does not say: the collector of this lab has kept them all.
      return { ...outcome, arrived: outcome.arrived - 7 };
    },
  },
  ...[
    ['a body without end', does.acceptEndlessly],
    ['HTML', does.acceptWith('<html>It works</html>')],
    ['garbage', does.acceptWith('\0\uffff{"partialSuccess":')],
    ['JSON of another kind', does.acceptWith('[null]')],
  ].map(([what, behaviour], i) => ({
    id: `9${'abcd'[i]}`,
    name: `200 with ${what}`,
    run: async (/** @type {Lab} */ lab) => {
      const page = await lab.open();
      lab.collector.state.behaviour = /** @type {any} */ (behaviour);
      await lab.make(page, 20);
      await page.evaluate('void clew.flush()');
      const stats = async () => /** @type {any} */ (await page.evaluate('clew.stats()'));
      // Ten seconds a request at most.
      const isDone = await until(async () => (await stats())['clew.pending'] === 0, 60_000);
      check(isDone && (await stats())['clew.traces.sent'] === 20, JSON.stringify(await stats()));
      return lab.outcome();
    },
  })),
  {
    id: '10',
    name: '302 to another origin',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.behaviour = does.redirect(`${lab.shop.origin}/stolen`);
      await lab.make(page, 20);
      await lab.settled(page);
      check(
        lab.shop.requests().every(({ url }) => !url.includes('stolen')),
        'followed',
      );
      return lab.outcome();
    },
  },
  {
    id: '11',
    name: 'hangs',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.behaviour = does.hang;
      await lab.make(page, 150);
      await sleep(300);
      const idle = lab.collector.connections();
      await lab.make(page, 150);
      await sleep(1_000);
      // A connection that is preconnected but idle carries no request.
      const underWay = lab.collector.received().length;
      check(underWay === 1, `${underWay} requests under way`);
      const appMs = /** @type {number} */ (
        await page.evaluate(
          `(async () => { const at = performance.now(); await (await fetch('/api')).text(); return performance.now() - at; })()`,
        )
      );
      lab.collector.state.behaviour = does.accept;
      await lab.settled(page, 60_000);
      return lab.outcome({ note: `app request ${Math.round(appMs)} ms, ${idle} connections` });
    },
  },
  {
    id: '11s',
    name: `hangs, on the page's own origin`,
    async run(lab) {
      let isHanging = true;
      let requests = 0;
      const page = await lab.open({
        init: { endpoint: `${lab.shop.origin}/otel` },
        routes: {
          '/otel/v1/traces': (_, response) => {
            requests++;
            if (!isHanging) response.end('{}');
          },
        },
      });
      const appMs = () =>
        /** @type {Promise<number>} */ (
          page.evaluate(`(async () => { const times = [];
            for (let i = 0; i < 9; i++) { const at = performance.now(); await (await fetch('/api')).text(); times.push(performance.now() - at); }
            return times.sort((a, b) => a - b)[4]; })()`)
        );
      const aloneMs = await appMs();
      await lab.make(page, 300);
      await until(() => requests > 0);
      const besideMs = await appMs();
      check(requests === 1, `${requests} requests under way`);
      check(besideMs < aloneMs * 3 + 50, `${aloneMs} ms alone, ${besideMs} ms beside`);
      isHanging = false;
      // What came from the disk is counted with the events that did.
      const isSent = `(({ 'clew.traces.sent': sent = 0, 'clew.spool.sent': spooled = 0 }) => sent + spooled >= 300)(clew.stats())`;
      const isWhole = await until(() => page.evaluate(isSent), 60_000);
      const note = `app request ${aloneMs.toFixed(0)} ms alone, ${besideMs.toFixed(0)} ms beside`;
      return { ...(await lab.outcome({ note })), arrived: isWhole ? 300 : 0 };
    },
  },
  {
    id: '12a',
    name: 'connection reset, fresh',
    run: recovering(does.reset, 3),
  },
  {
    id: '12b',
    name: 'connection reset, reused',
    async run(lab) {
      const page = await recovers(lab, does.accept, 0);
      let left = 2;
      lab.collector.state.behaviour = (request, response) =>
        left-- > 0 ? does.reset(request, response) : does.accept(request, response);
      await lab.make(page, 20);
      await lab.settled(page);
      return lab.outcome();
    },
  },
  {
    id: '13a',
    name: 'CORS refuses the origin, then allows it',
    async run(lab) {
      const page = await lab.open({ query: `?speed=${FAST}` });
      lab.collector.state.allowOrigin = 'https://other.example.com';
      await lab.make(page, 20);
      await sleep(7_000);
      lab.collector.state.allowOrigin = undefined;
      await lab.settled(page);
      return lab.outcome();
    },
  },
  {
    id: '13b',
    name: 'CORS lacks content-encoding',
    async run(lab) {
      const page = await lab.open();
      lab.collector.state.allowHeaders = 'content-type';
      await lab.make(page, 20);
      await lab.settled(page);
      await lab.make(page, 20);
      await page.evaluate('clew.flush()');
      await lab.settled(page);
      check(
        lab.collector.received().every(({ isGzip }) => !isGzip),
        'plain',
      );
      return lab.outcome({ note: `${lab.collector.preflights()} preflights` });
    },
  },
  {
    id: '13c',
    name: 'a token in `headers`, gzip and keepalive',
    async run(lab) {
      const page = await lab.open({ init: { headers: { 'x-key': 'public' } } });
      await lab.make(page, 20);
      await lab.settled(page);
      await lab.make(page, 20);
      await page.evaluate(`location.href = '/next'`).catch(() => {});
      await until(() => lab.collector.arrived() === 40);
      check(
        lab.collector.received().every(({ headers }) => headers['x-key'] === 'public'),
        'the token',
      );
      check(
        lab.collector.received().every(({ headers }) => !headers.cookie),
        'no cookie',
      );
      return lab.outcome();
    },
  },
];
