// The client span of a request, whatever makes it: fetch and XMLHttpRequest through request.ts, which adds headers;
// sockets, event sources and beacons, to which none can be added.
import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import type { SourceDeps } from './source.js';

/** A URL as the platform will read it; `undefined` for what it will refuse, and for what is not to be traced. */
export function tracedUrl(written: unknown, { shouldTrace }: SourceDeps): URL | undefined {
  const url = attempt('url', () => new URL(`${written}`, document.baseURI));
  return url && shouldTrace(url) ? url : undefined;
}

/** Starts a client span. `startTime` is in milliseconds on the `performance.now()` timeline. */
export function startConnection(
  { tracer, active, redactUrl }: SourceDeps,
  name: string,
  url: URL,
  startTime: number,
  attributes: Attributes,
  within: Context = active(),
): Span {
  return tracer.startSpan(
    name,
    {
      kind: SpanKind.CLIENT,
      startTime,
      attributes: {
        'url.full': redactUrl(url.href),
        'server.address': url.hostname,
        'server.port': Number(url.port) || (/^(https|wss):$/.test(url.protocol) ? 443 : 80),
        ...attributes,
      },
    },
    within,
  );
}

/** Marks a span as failed. */
export function fail(span: Span, errorType: string): Span {
  return span.setAttribute('error.type', errorType).setStatus({ code: SpanStatusCode.ERROR });
}
