// What a resource timing entry says, as attributes with the registry's names (milliseconds, `performance.now()`
// timeline). Zeros, which is what cross-origin entries without Timing-Allow-Origin have, are left out.
// @see https://www.w3.org/TR/resource-timing/
import type { Attributes, SpanContext } from '@opentelemetry/api';
import { parseTraceparent } from '../trace/traceparent.js';

const PREFIX = 'browser.resource_timing.';

/** Entry member to attribute; phases of a connection that was reused are not phases of this request. */
const PHASES: readonly (readonly [keyof PerformanceResourceTiming, string])[] = [
  ['redirectStart', 'redirect_start'],
  ['redirectEnd', 'redirect_end'],
  ['workerStart', 'worker_start'],
  ['fetchStart', 'fetch_start'],
  ['requestStart', 'request_start'],
  ['responseStart', 'response_start'],
  ['responseEnd', 'response_end'],
];

const CONNECTION: typeof PHASES = [
  ['domainLookupStart', 'domain_lookup_start'],
  ['domainLookupEnd', 'domain_lookup_end'],
  ['connectStart', 'connect_start'],
  ['secureConnectionStart', 'secure_connection_start'],
  ['connectEnd', 'connect_end'],
];

const SIZES: typeof PHASES = [
  ['transferSize', 'transfer_size'],
  ['encodedBodySize', 'encoded_body_size'],
  ['decodedBodySize', 'decoded_body_size'],
];

/** ALPN protocol id to `network.protocol.version`. */
const PROTOCOL_VERSIONS: Readonly<Record<string, string>> = {
  'http/1.0': '1.0',
  'http/1.1': '1.1',
  h2: '2',
  h2c: '2',
  h3: '3',
};

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
  const attributes: Attributes = { 'clew.cache_state': cacheState(entry) };
  const connected = entry.connectEnd > entry.connectStart;
  for (const [member, name] of [...PHASES, ...(connected ? CONNECTION : []), ...SIZES]) {
    const value = entry[member] as number;
    if (value > 0) attributes[PREFIX + name] = value;
  }
  const version = PROTOCOL_VERSIONS[entry.nextHopProtocol];
  if (version) attributes['network.protocol.version'] = version;
  const { deliveryType } = entry as { deliveryType?: string };
  if (deliveryType) attributes['clew.delivery_type'] = deliveryType;
  return attributes;
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
