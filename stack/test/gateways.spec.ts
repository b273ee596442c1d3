// A mid-size site's busiest hour through the two tiers of deploy/: nothing is lost, and no trace is torn apart.
import { backends } from './support/backends.ts';
import { beacon, spansPerBeacon, tracesPerBeacon } from './support/beacon.ts';
import { sumOfMetric } from './support/collectorMetrics.ts';
import { expect, test } from './support/test.ts';
import { startTiers, type Tiers } from './support/tiers.ts';

/** A site of 500,000 page views a day has a tenth of them in its busiest hour. Sent as fast as they are taken. */
const beacons = 50_000;
const spans = beacons * spansPerBeacon;
const connections = 16;

/** How many of the traces are read back whole. */
const readBack = 100;

interface Sent {
  readonly statuses: Readonly<Record<number, number>>;
  /** Of clicks, spread over the whole hour. */
  readonly traceIds: readonly string[];
  readonly bytes: number;
}

/** Sends all beacons and counts the answers by status. One that asks for patience is sent again, as Clew does. */
async function sendAll({ url }: Tiers): Promise<Sent> {
  const statuses: Record<number, number> = {};
  const traceIds: string[] = [];
  let [left, bytes] = [beacons, 0];
  const send = async (body: Uint8Array<ArrayBuffer>) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    return response.status;
  };
  const sendSome = async () => {
    while (left-- > 0) {
      const { clickTraceId, body } = beacon();
      if (left % (beacons / readBack) === 0) traceIds.push(clickTraceId);
      bytes += body.length;
      while ((await send(body)) === 503) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  await Promise.all(Array.from({ length: connections }, sendSome));
  return { statuses, traceIds, bytes };
}

/** What docs/scale.md calculates with. */
async function printCosts({ agent, gateways }: Tiers, bytes: number, seconds: number): Promise<void> {
  console.log(
    `${beacons} beacons of ${spansPerBeacon} spans, ${Math.round(bytes / beacons)} bytes each, in ${seconds.toFixed(0)} s`,
  );
  for (const [name, port] of [['agent', agent] as const, ...gateways.map((p) => ['gateway', p] as const)]) {
    const cpuSeconds = await sumOfMetric(port, 'otelcol_process_cpu_seconds');
    const megabytes = (await sumOfMetric(port, 'otelcol_process_memory_rss')) / 1e6;
    const took = await sumOfMetric(port, 'otelcol_receiver_accepted_spans');
    console.log(
      `${name}: ${took} spans, ${cpuSeconds.toFixed(1)} s of one core (${Math.round(took / cpuSeconds)} spans a second), ${megabytes.toFixed(0)} MB`,
    );
  }
}

test("two gateways take a mid-size site's busiest hour and lose none of it", async () => {
  test.setTimeout(900_000);
  const tiers = await startTiers();
  try {
    const startMs = performance.now();
    const { statuses, traceIds, bytes } = await sendAll(tiers);
    const seconds = (performance.now() - startMs) / 1000;
    expect(statuses[200]).toBe(beacons);

    const stored = () => sumOfMetric(tiers.jaeger, 'otelcol_exporter_sent_spans');
    await expect.poll(stored, { timeout: 180_000 }).toBeGreaterThanOrEqual(spans);
    // Of a beacon that was refused, one of the gateways may have had its part already.
    expect(await stored()).toBeLessThanOrEqual(spans + (statuses[503] ?? 0) * spansPerBeacon);
    await printCosts(tiers, bytes, seconds);

    expect(traceIds).toHaveLength(readBack);
    for (const traceId of traceIds) {
      const trace = await backends.Jaeger({ jaeger: tiers.jaegerQuery }, traceId);
      expect(trace.map(({ name }) => name)).toEqual(['click Add to cart', 'POST']);
    }

    const sums = (name: string) =>
      Promise.all(tiers.gateways.map((port) => sumOfMetric(port, `otelcol_${name}`)));
    const total = async (name: string) => (await sums(name)).reduce((a, b) => a + b, 0);
    // A trace that had gone to both gateways would be counted by both.
    expect(await total('processor_tail_sampling_global_count_traces_sampled')).toBe(
      beacons * tracesPerBeacon,
    );
    expect(await total('processor_tail_sampling_sampling_trace_dropped_too_early')).toBe(0);
    for (const share of await sums('receiver_accepted_spans')) {
      expect(share / spans).toBeGreaterThan(0.4);
    }
    expect(await total('receiver_refused_spans')).toBe(0);
    expect(await sumOfMetric(tiers.agent, 'otelcol_exporter_send_failed_spans')).toBe(0);
  } finally {
    await tiers.stop();
  }
});
