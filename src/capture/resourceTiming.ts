// What a resource timing entry says, as attributes with the registry's names (milliseconds, `performance.now()`
// timeline). Zeros, which is what cross-origin entries without Timing-Allow-Origin have, are left out.
// @see https://www.w3.org/TR/resource-timing/
import type { Attributes, SpanContext } from '@opentelemetry/api';
import { roundMs } from '../trace/time.js';
import { parseTraceparent } from '../trace/traceparent.js';

const PREFIX = 'browser.resource_timing.';

const PHASES = 'redirectStart redirectEnd workerStart fetchStart requestStart responseStart responseEnd';

/** Phases of a connection that was reused are not phases of this request. */
const CONNECTION = 'domainLookupStart domainLookupEnd connectStart secureConnectionStart connectEnd';

const SIZES = 'transferSize encodedBodySize decodedBodySize';

/** Members in the registry's spelling, made once each: a page load reads hundreds. */
const spelled = new Map<string, string>();

function spell(member: string): string {
  const known = spelled.get(member);
  if (known) return known;
  const name = member.replace(/[A-Z]/g, '_$&').toLowerCase();
  spelled.set(member, name);
  return name;
}

/**
 * Members of a timing entry under the registry's names, which are the members' own in another spelling: `responseEnd` is
 * `response_end`. What is 0 is left out.
 * @param members separated by spaces.
 * @param sinceMs times count from here; what was before it is 0.
 */
export function membersOf(
  entry: PerformanceEntry,
  prefix: string,
  members: string,
  sinceMs: number = 0,
): Attributes {
  const attributes: Attributes = {};
  for (const member of members.split(' ')) {
    const value = (entry as unknown as Record<string, number>)[member];
    if (value) attributes[prefix + spell(member)] = roundMs(Math.max(0, value - sinceMs));
  }
  return attributes;
}

/** ALPN protocol id to `network.protocol.version`: `http/1.1` is 1.1, `h2` 2, `h3` 3. */
const PROTOCOL = /^h(?:ttp\/)?([\d.]+)/;

/**
 * The Fetch standard's cache state: `local` was not asked for on the network, `validated` came with a 304. Unknown for
 * other origins' resources without Timing-Allow-Origin, and for a 304 in Firefox.
 */
function cacheState({
  transferSize,
  encodedBodySize,
  decodedBodySize,
}: PerformanceResourceTiming): string | undefined {
  if (transferSize === 0) return decodedBodySize > 0 ? 'local' : undefined;
  return transferSize < encodedBodySize ? 'validated' : undefined;
}

/** Timing, size, protocol and cache state of one request, document or resource. */
export function timingAttributes(entry: PerformanceResourceTiming): Attributes {
  const connection = entry.connectEnd > entry.connectStart ? ` ${CONNECTION}` : '';
  return {
    ...membersOf(entry, PREFIX, `${PHASES}${connection} ${SIZES}`),
    'network.protocol.version': PROTOCOL.exec(entry.nextHopProtocol)?.[1],
    'clew.cache_state': cacheState(entry),
    'clew.delivery_type': (entry as { deliveryType?: string }).deliveryType || undefined,
  };
}

/** Names of the `Server-Timing` metric with the server's span: as the Trace Context draft has it, and as vendors do. */
export const TRACE_METRIC: RegExp = /^trace(parent)?$/i;

/** The description of the first `Server-Timing` metric with such a name. */
export function serverTiming(entry: PerformanceResourceTiming | undefined, name: RegExp): string | undefined {
  return entry?.serverTiming?.find((timing) => name.test(timing.name))?.description;
}

/** The server's span, from `Server-Timing: traceparent;desc="00-…"` or `trace;desc=00-…`. */
export function serverTrace(entry: PerformanceResourceTiming): SpanContext | undefined {
  return parseTraceparent(serverTiming(entry, TRACE_METRIC) ?? '');
}
