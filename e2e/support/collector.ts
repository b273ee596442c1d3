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
  /** The tracer that made it; both are empty where it says nothing. */
  readonly scope: { readonly name: string; readonly version: string };
  readonly flags: number;
}

/** One event (log record) as the collector understood it. */
export interface ReceivedLog {
  /** Empty outside any trace. */
  readonly traceId: string;
  /** Empty where the record names none. */
  readonly spanId: string;
  /** Unix nanoseconds in decimal. */
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly service: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A running collector and what it has received. */
export interface Collector {
  /** The OTLP base URL. */
  readonly url: string;
  /** All spans so far, in no order. */
  spans(): Promise<ReceivedSpan[]>;
  /** Waits until a span that `matches` has arrived, and returns it. Fails after 10 s, with the names of what did arrive. */
  spanWhere(matches: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  /** All events so far, oldest first, those outside any trace included. */
  logs(): Promise<ReceivedLog[]>;
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
  const logs = async () => (await json<{ logs: ReceivedLog[] }>(`${url}/api/logs`)).logs;
  return { url, spans, spanWhere, logs, stop };
}
