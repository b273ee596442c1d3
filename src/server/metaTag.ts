// For documents whose headers are out of reach: a tag for their head.
import { encodeTraceparent } from '../trace/traceparent.js';
import { serverSpanContext } from './serverSpan.js';

/**
 * `<meta name="traceparent" content="00-…" data-time="…">` for the active server span, empty without one. Never throws.
 * It holds nothing that must be escaped. For documents made anew for each request: in one that is cached, the time
 * keeps pages that get it later than 30 s from joining, and only that.
 */
export function traceMetaTag(): string {
  const span = serverSpanContext();
  return span
    ? `<meta name="traceparent" content="${encodeTraceparent(span)}" data-time="${Date.now()}">`
    : '';
}
