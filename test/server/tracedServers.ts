// Real servers under the real OpenTelemetry SDK for Node, whose HTTP instrumentation makes the server spans. Nothing here
// knows Clew.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { SpanKind } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { onTestFinished, vi } from 'vitest';

// The first request of a framework compiles much of it, on a busy machine for seconds.
vi.setConfig({ testTimeout: 30_000 });

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
const instrumentation = new HttpInstrumentation();
instrumentation.setTracerProvider(provider);
// The instrumentation acts when the module is required the next time, which an import is not.
createRequire(import.meta.url)('node:http');

/** What a request was answered with, and what the SDK recorded about it. */
export interface Answer {
  readonly response: Response;
  readonly body: string;
  /** `traceparent` of the server span. */
  readonly traceparent: string;
}

/** Listens on a free port until the test ends. */
export async function listening(server: Server): Promise<string> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Requests a page, and waits for the server's span of it. */
export async function get(url: string): Promise<Answer> {
  exporter.reset();
  const response = await fetch(url, { redirect: 'manual' });
  const body = await response.text();
  const isServer = ({ kind }: { kind: SpanKind }) => kind === SpanKind.SERVER;
  while (!exporter.getFinishedSpans().some(isServer)) await new Promise((resolve) => setTimeout(resolve, 5));
  const { traceId, spanId } = exporter.getFinishedSpans().find(isServer)?.spanContext() ?? {};
  return { response, body, traceparent: `00-${traceId}-${spanId}-01` };
}

/** The header's value, with the time replaced by `NOW` if it is this test's. */
export function serverTimingOf({ response }: Answer): string | null {
  const header = response.headers.get('server-timing');
  return (
    header?.replace(/clew-time;desc="(\d+)"/g, (metric, time) =>
      Math.abs(Date.now() - Number(time)) < 60_000 ? 'NOW' : metric,
    ) ?? null
  );
}

/** What a response says that names its own server span and nothing else. */
export function namesOf({ traceparent }: Answer): string {
  return `traceparent;desc="${traceparent}", trace;desc=${traceparent}, NOW`;
}
