// The `traceparent` header, W3C Trace Context Level 2.
// @see https://www.w3.org/TR/trace-context-2/#traceparent-header
import type { SpanContext } from '@opentelemetry/api';

/** Flag bit: the caller may have recorded this trace. */
export const SAMPLED_FLAG = 0x01;

/** Flag bit: at least the right-most seven bytes of the trace id are random (§3.2.2.5.2). */
export const RANDOM_FLAG = 0x02;

const KNOWN_FLAGS = SAMPLED_FLAG | RANDOM_FLAG;

/** Version 00 has 55 characters; a later one may have more, but hardly this many. */
const MAX_LENGTH = 512;

/** All zeros are no ids, and there is no version `ff`. */
const FORMAT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * Reads a header's text, strictly: one wrong character and it counts as absent (`undefined`). Later versions are
 * read as far as version 00 goes. Only the known flags are kept.
 */
export function parseTraceparent(text: string): SpanContext | undefined {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return undefined;
  const [, version, traceId, spanId, flags, rest] = FORMAT.exec(text) ?? [];
  if (!traceId || !spanId || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags as string, 16) & KNOWN_FLAGS, isRemote: true };
}

/** Writes version 00 with the known flags; the ids must be valid. */
export function encodeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;
}
