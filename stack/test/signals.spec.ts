// What goes with the trace: the Collector's own account of it, metrics, logs, and baggage.
import { backends } from './support/backends.ts';
import { sumOfMetric } from './support/collectorMetrics.ts';
import { readAttributes } from './support/readOtlp.ts';
import type { StoredSpan } from './support/storedSpan.ts';
import { expect, test } from './support/test.ts';
import { written } from './support/written.ts';

/** The consumer behind the queue, the last span that a click causes. */
async function lastSpan(read: () => Promise<StoredSpan[]>): Promise<StoredSpan> {
  let found: StoredSpan | undefined;
  const find = async () => {
    found = (await read()).find(({ kind }) => kind === 'consumer');
    return found?.service;
  };
  await expect.poll(find, { timeout: 60_000 }).toBe('shipping');
  return found as StoredSpan;
}

test('the Collector took everything, and passed everything on', async ({ stack, order }) => {
  const { traceId } = await order('Buy thread');
  await lastSpan(() => backends.Jaeger(stack.ports, traceId));
  const sum = (name: string) => sumOfMetric(stack.ports.metrics, `otelcol_${name}_spans`);
  expect(await sum('receiver_accepted')).toBeGreaterThan(20);
  expect(await sum('exporter_sent')).toBeGreaterThan(60);
  expect(await sum('receiver_refused')).toBe(0);
  expect(await sum('receiver_failed')).toBe(0);
  expect(await sum('exporter_send_failed')).toBe(0);
  expect(await sum('exporter_enqueue_failed')).toBe(0);
});

test('baggage set in the page arrives behind the queue', async ({ stack, order }) => {
  const { traceId } = await order('Buy thread');
  const { attributes } = await lastSpan(() => backends.Jaeger(stack.ports, traceId));
  expect(attributes['customer.tier']).toBe('gold');
});

test('a log record carries the trace and the span that it was written in', async ({ stack, order }) => {
  interface Logs {
    resourceLogs: { scopeLogs: { logRecords: LogRecord[] }[] }[];
  }
  interface LogRecord {
    traceId: string;
    spanId: string;
    body: { stringValue: string };
  }
  const { traceId } = await order('Buy thread');
  const { id } = await lastSpan(() => backends.Jaeger(stack.ports, traceId));
  const records = async () => {
    const messages = await written<Logs>(stack, 'logs');
    const all = messages.flatMap(({ resourceLogs }) => resourceLogs.flatMap(({ scopeLogs }) => scopeLogs));
    return all
      .flatMap(({ logRecords }) => logRecords)
      .filter((record) => record.traceId === traceId)
      .map(({ body, spanId }) => ({ body: body.stringValue, spanId }));
  };
  await expect
    .poll(records)
    .toContainEqual({ body: 'packing {"item": "thread", "count": 2, "total": 10.05}', spanId: id });
});

test('span metrics carry exemplars with the ids of our traces', async ({ stack, order }) => {
  interface Metrics {
    /** Missing where nothing was to be told. */
    resourceMetrics?: {
      scopeMetrics: { metrics: { name: string; histogram?: { dataPoints: DataPoint[] } }[] }[];
    }[];
  }
  interface DataPoint {
    attributes: Parameters<typeof readAttributes>[0];
    exemplars?: { traceId: string }[];
  }
  const { traceId } = await order('Buy thread');
  const services = async () => {
    const messages = await written<Metrics>(stack, 'metrics');
    const points = messages
      .flatMap(({ resourceMetrics = [] }) => resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics))
      .flatMap(({ metrics }) => metrics.filter(({ name }) => name === 'traces.span.metrics.duration'))
      .flatMap(({ histogram }) => histogram?.dataPoints ?? [])
      .filter(({ exemplars }) => exemplars?.some((exemplar) => exemplar.traceId === traceId));
    return new Set(points.map(({ attributes }) => readAttributes(attributes)['service.name']));
  };
  await expect
    .poll(async () => [...(await services())].sort(), { timeout: 60_000 })
    .toEqual(['orders', 'pricing', 'shipping', 'stock', 'storefront', 'storefront-web']);
});
