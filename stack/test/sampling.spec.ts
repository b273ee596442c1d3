// A thousand sessions, half of them sampled by the page, in front of a Collector that keeps a quarter of what it need not keep.
import { setTimeout as sleep } from 'node:timers/promises';
import { backends } from './support/backends.ts';
import { sumOfMetric } from './support/collectorMetrics.ts';
import type { PlacedOrder } from './support/shop.ts';
import type { StoredSpan } from './support/storedSpan.ts';
import { expect, test as withStack } from './support/test.ts';
import { placeOrders } from './support/visits.ts';
import { writtenTraces } from './support/written.ts';

const visitors = 1000;
const sampleRate = 0.5;
const keptShare = 0.25;

/** What is slow to the policy of deploy/collector/gateway.yaml, and already to Clew's own tail: `tailSlowMs`. */
const slowMs = 3000;
const tailSlowMs = 2000;

/** The Collector's `decision_wait`, the batch behind it, and some patience. */
const decidedAfterMs = 12_000;

const everyService = ['orders', 'pricing', 'shipping', 'stock', 'storefront', 'storefront-web'];

/** An order, and the spans of its trace: all that the Collector was sent, and those that it passed on. */
interface Visit extends PlacedOrder {
  readonly received: readonly StoredSpan[];
  readonly kept: readonly StoredSpan[];
}

const test = withStack.extend<object, { visits: readonly Visit[] }>({
  visits: [
    async ({ stack, browser }, use) => {
      const url = `http://localhost:${stack.ports.storefront}/?sampleRate=${sampleRate}`;
      const orders = await placeOrders(browser, url, visitors);
      await sleep(decidedAfterMs);
      const received = await writtenTraces(stack, 'received');
      const kept = await writtenTraces(stack, 'kept');
      await use(
        orders.map((order) => ({
          ...order,
          received: received.get(order.traceId) ?? [],
          kept: kept.get(order.traceId) ?? [],
        })),
      );
    },
    { scope: 'worker', timeout: 1_800_000 },
  ],
});

test.use({ settings: { KEPT_PERCENT: String(100 * keptShare) } });

const servicesOf = (spans: readonly StoredSpan[]) => [...new Set(spans.map(({ service }) => service))].sort();

const durationMs = ({ received }: Visit) =>
  Math.max(...received.map(({ endMs }) => endMs)) - Math.min(...received.map(({ startMs }) => startMs));

const tailReasons = ({ received }: Visit) => [
  ...new Set(received.map(({ attributes }) => attributes['clew.sampling.tail'])),
];

/** What no sampling may throw away. */
const isWorthKeeping = (visit: Visit) =>
  visit.received.some(({ isError }) => isError) ||
  durationMs(visit) > slowMs ||
  tailReasons(visit).some((reason) => reason !== undefined);

/** A share of a random choice strays this far from its rate once in millions of runs. */
function expectShare(count: number, of: number, rate: number): void {
  const deviation = Math.sqrt(of * rate * (1 - rate));
  expect(count).toBeGreaterThan(of * rate - 5 * deviation);
  expect(count).toBeLessThan(of * rate + 5 * deviation);
}

test('the page samples the share of sessions that it was told to', ({ visits }) => {
  expect(new Set(visits.map(({ traceId }) => traceId)).size).toBe(visitors);
  const arrived = visits.filter(({ received }) => received.length > 0);
  const sessions = arrived.flatMap(({ received }) =>
    received.map(({ attributes }) => attributes['session.id']),
  );
  expect(new Set(sessions.filter((id) => id !== undefined)).size).toBe(arrived.length);
  expectShare(visits.filter(({ isSampled }) => isSampled).length, visitors, sampleRate);
});

test('every service records what the page sampled', ({ visits }) => {
  const incomplete = visits
    .filter(({ isSampled }) => isSampled)
    .filter(({ received }) => servicesOf(received).join() !== everyService.join());
  expect(incomplete.map(({ traceId, received }) => [traceId, servicesOf(received)])).toEqual([]);
});

test('no service records what the page did not sample', ({ visits }) => {
  const recorded = visits
    .filter(({ isSampled }) => !isSampled)
    .flatMap(({ received }) => received.filter(({ service }) => service !== 'storefront-web'));
  expect(recorded).toEqual([]);
});

test("the page's own tail sends each error and each slow trace that was not sampled, and says why", ({
  visits,
}) => {
  const notSampled = visits.filter(({ isSampled }) => !isSampled);
  const ordersOf = (button: string) => notSampled.filter((visit) => visit.button === button);
  for (const visit of ordersOf('Buy the minotaur')) expect(tailReasons(visit)).toEqual(['error']);
  for (const visit of ordersOf('Buy the labyrinth')) expect(tailReasons(visit)).toEqual(['slow']);
  for (const visit of ordersOf('Buy a ship')) expect(tailReasons(visit)).toEqual(['slow']);
  // On a busy machine any order may be slow.
  for (const visit of ordersOf('Buy thread')) {
    expect(tailReasons(visit)).toEqual(durationMs(visit) >= tailSlowMs ? ['slow'] : []);
  }
});

test('the Collector keeps every error and every slow trace, whole', ({ visits }) => {
  const worthKeeping = visits.filter(isWorthKeeping);
  expect(worthKeeping.length).toBeGreaterThanOrEqual(visitors / 10);
  const torn = worthKeeping.filter(({ received, kept }) => kept.length !== received.length);
  expect(torn).toEqual([]);
});

test('the Collector keeps a share of the rest, whole', ({ visits }) => {
  const rest = visits.filter((visit) => visit.received.length > 0 && !isWorthKeeping(visit));
  const kept = rest.filter(({ kept }) => kept.length > 0);
  expectShare(kept.length, rest.length, keptShare);
  expect(kept.filter(({ received, kept }) => kept.length !== received.length)).toEqual([]);
});

test('the Collector decided about no trace before its time', async ({ stack, visits }) => {
  expect(visits).toHaveLength(visitors);
  const sum = (name: string) => sumOfMetric(stack.ports.metrics, `otelcol_${name}`);
  expect(await sum('processor_tail_sampling_sampling_trace_dropped_too_early')).toBe(0);
  expect(await sum('receiver_refused_spans')).toBe(0);
  expect(await sum('exporter_send_failed_spans')).toBe(0);
});

for (const [name, readTrace] of Object.entries(backends)) {
  test(`${name} has the traces that were kept, and no others`, async ({ stack, visits }) => {
    const differing: string[] = [];
    for (const { traceId, kept } of visits) {
      const stored = await readTrace(stack.ports, traceId);
      const [found, wanted] = [stored, kept].map((spans) => new Set(spans.map(({ id }) => id)).size);
      if (found !== wanted) differing.push(`${traceId}: ${found} of ${wanted}`);
    }
    expect(differing).toEqual([]);
  });
}
