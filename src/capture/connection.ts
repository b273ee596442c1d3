// The client span of what is neither fetch nor XMLHttpRequest. No header can be added to such a request: it does not
// reach the backend's trace.
import { type Attributes, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import type { SourceDeps } from './source.js';

/** A URL as the platform will read it; `undefined` for what it will refuse, and for what is not to be traced. */
export function tracedUrl(written: unknown, { shouldTrace }: SourceDeps): URL | undefined {
  const url = attempt('url', () => new URL(`${written}`, document.baseURI));
  return url && shouldTrace(url) ? url : undefined;
}

/** Starts a client span in the active context. `startTime` is in milliseconds on the `performance.now()` timeline. */
export function startConnection(
  { tracer, active, redactUrl }: SourceDeps,
  name: string,
  url: URL,
  startTime: number,
  attributes: Attributes,
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
    active(),
  );
}

/** Ends a span as failed. */
export function failConnection(span: Span, errorType: string): void {
  span.setAttribute('error.type', errorType).setStatus({ code: SpanStatusCode.ERROR }).end();
}
