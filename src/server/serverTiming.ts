// The header that names the trace: its value, and for which responses it must not be there.
import type { SpanContext } from '@opentelemetry/api';
import { encodeTraceparent } from '../trace/traceparent.js';

/** The name of the header, as it is written. */
export const SERVER_TIMING = 'Server-Timing';

/**
 * `existing` and, behind it, the trace under both names in use, with the time: a page that got the header out of some
 * cache sees that it is not its own.
 * @param timeMs Unix milliseconds.
 * @see W3C Trace Context Level 3 (draft), response header `Server-Timing: trace`
 */
export function appendTrace(existing: string, span: SpanContext, timeMs: number = Date.now()): string {
  const traceparent = encodeTraceparent(span);
  // Joined twice, by a middleware and by hand.
  if (existing.includes(traceparent)) return existing;
  const metrics = `traceparent;desc="${traceparent}", trace;desc=${traceparent}, clew-time;desc="${timeMs}"`;
  return existing ? `${existing}, ${metrics}` : metrics;
}

/**
 * Whether a shared cache may answer others with this response without asking again; then it must not carry a trace.
 * @param header reads a response header; `undefined` or `null` if it is not there.
 * @see RFC 9111 §3, §4.2.1; RFC 9213 (targeted cache control)
 */
export function isShared(header: (name: string) => unknown): boolean {
  const targeted = header('CDN-Cache-Control') ?? header('Surrogate-Control');
  const directives = String(targeted ?? header('Cache-Control') ?? '').toLowerCase();
  if (/\b(private|no-store|no-cache)\b/.test(directives)) return false;
  const lifetime = /\bs-maxage="?(\d+)/.exec(directives) ?? /\bmax-age="?(\d+)/.exec(directives);
  if (lifetime) return Number(lifetime[1]) > 0;
  if (directives) return /\b(public|immutable)\b/.test(directives);
  return Date.parse(String(header('Expires') ?? '')) > Date.now();
}
