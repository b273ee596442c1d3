// The demo's collector as tests use it: what a test asserts on is what arrived there.
import { expect } from '@playwright/test';
import { startCollector } from '../../demo/collector/collector.mjs';

/** One span as the collector understood it; times are Unix nanoseconds in decimal. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** OTLP numbers: 1 internal, 3 client. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly durationMs: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly service: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly flags: number;
}

/** A running collector and what it has received. */
export interface Collector {
  /** The OTLP base URL. */
  readonly url: string;
  /** All spans so far, in no order. */
  spans(): Promise<ReceivedSpan[]>;
  /** Waits until a span that `matches` has arrived, and returns it. Fails after 10 s, with the names of what did arrive. */
  spanWhere(matches: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  stop(): Promise<void>;
}

async function json<T>(url: string): Promise<T> {
  return (await fetch(url)).json() as Promise<T>;
}

/** Starts a collector on a free port. */
export async function openCollector(): Promise<Collector> {
  const { url, stop } = await startCollector({ port: 0, quiet: true });
  async function spans(): Promise<ReceivedSpan[]> {
    const { traces } = await json<{ traces: { traceId: string }[] }>(`${url}/api/traces?limit=500`);
    const found = await Promise.all(
      traces.map(({ traceId }) => json<{ spans: ReceivedSpan[] }>(`${url}/api/traces/${traceId}`)),
    );
    return found.flatMap((trace) => trace.spans);
  }
  async function spanWhere(matches: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    let match: ReceivedSpan | undefined;
    const describeArrived = async () => {
      const all = await spans();
      match = all.find(matches);
      return match ? 'found' : `not among ${all.map(({ name }) => name).join(', ') || 'nothing'}`;
    };
    await expect.poll(describeArrived, { timeout: 10_000 }).toBe('found');
    return match as ReceivedSpan;
  }
  return { url, spans, spanWhere, stop };
}
