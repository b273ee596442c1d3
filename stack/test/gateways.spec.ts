// A mid-size site's busiest hour through the two tiers of deploy/: nothing is lost, and no trace is torn apart.
import { beacon, spansPerBeacon, tracesPerBeacon } from './support/beacon.ts';
import { sumOfMetric } from './support/collectorMetrics.ts';
import { expect, test } from './support/test.ts';
import { startTiers, type Tiers } from './support/tiers.ts';

/** A site of 500,000 page views a day has a tenth of them in its busiest hour. Sent as fast as they are taken. */
const beacons = 50_000;
const connections = 16;

/** Sends all beacons and counts the answers by status. One that asks for patience is sent again, as Clew does. */
async function sendAll({ url }: Tiers): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  let left = beacons;
  const sendSome = async () => {
    while (left-- > 0) {
      const body = beacon();
      let status: number;
      do {
        const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
        const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
        await response.arrayBuffer();
        status = response.status;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === 503) await new Promise((resolve) => setTimeout(resolve, 1000));
      } while (status === 503);
    }
  };
  await Promise.all(Array.from({ length: connections }, sendSome));
  return statuses;
}

test("two gateways take a mid-size site's busiest hour and lose none of it", async () => {
  test.setTimeout(900_000);
  const tiers = await startTiers();
  try {
    const statuses = await sendAll(tiers);
    expect(statuses[200]).toBe(beacons);

    const sums = (name: string) =>
      Promise.all(tiers.gatewayMetrics.map((port) => sumOfMetric(port, `otelcol_${name}`)));
    const total = async (name: string) => (await sums(name)).reduce((a, b) => a + b, 0);
    await expect
      .poll(() => total('exporter_sent_spans'), { timeout: 120_000 })
      .toBe(beacons * spansPerBeacon);
    // A trace that had gone to both gateways would be counted by both.
    expect(await total('processor_tail_sampling_global_count_traces_sampled')).toBe(
      beacons * tracesPerBeacon,
    );
    for (const share of await sums('receiver_accepted_spans')) {
      expect(share / (beacons * spansPerBeacon)).toBeGreaterThan(0.4);
    }
    expect(await total('receiver_refused_spans')).toBe(0);
    expect(await sumOfMetric(tiers.agentMetrics, 'otelcol_exporter_send_failed_spans')).toBe(0);
  } finally {
    await tiers.stop();
  }
});
