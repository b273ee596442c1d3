// The demo's collector on a free port, with the questions tests ask of it. They go over its HTTP API, as everyone's do.
import { setTimeout as delay } from 'node:timers/promises';
import { startCollector } from '../../demo/collector/collector.mjs';
import type { SpanRecord } from '../../demo/collector/flattenSpans.mjs';
import type { RawRequest } from '../../demo/collector/rawLog.mjs';

const pollMs = 50;
const waitTimeoutMs = 10_000;

/** A running collector. */
export interface Collector {
  /** OTLP base URL, hence a value for Clew's `endpoint`. */
  readonly url: string;
  /** Every span received, of all traces; the newest trace first, spans in order of start. */
  spans(): Promise<SpanRecord[]>;
  /** The export requests as they came in, newest first. */
  requests(): Promise<RawRequest[]>;
  /**
   * Waits until a span has arrived, and returns the first that matches.
   * Rejects after 10 s, naming the spans that did arrive.
   */
  waitForSpan(matches: (span: SpanRecord) => boolean): Promise<SpanRecord>;
  stop(): Promise<void>;
}

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Body;
}

/** Starts a collector of its own for one test. */
export async function openCollector(): Promise<Collector> {
  const { url, stop } = await startCollector({ port: 0, host: '127.0.0.1', quiet: true });
  const spans = async () => {
    const { traces } = await get<{ traces: { traceId: string }[] }>(`${url}/api/traces?limit=2000`);
    const found = await Promise.all(
      traces.map(({ traceId }) => get<{ spans: SpanRecord[] }>(`${url}/api/traces/${traceId}`)),
    );
    return found.flatMap((trace) => trace.spans);
  };
  return {
    url,
    spans,
    requests: async () => (await get<{ requests: RawRequest[] }>(`${url}/api/raw`)).requests,
    waitForSpan: async (matches) => {
      const deadlineMs = Date.now() + waitTimeoutMs;
      for (;;) {
        const arrived = await spans();
        const found = arrived.find(matches);
        if (found) return found;
        if (Date.now() > deadlineMs) {
          const names = arrived.map(({ service, name }) => `${service}: ${name}`).join(', ') || 'none';
          throw new Error(`No such span within ${waitTimeoutMs} ms. Arrived: ${names}`);
        }
        await delay(pollMs);
      }
    },
    stop,
  };
}
