// The `baggage` header, as a value to import. Nothing in it can make a request fail: what cannot be written is left out.
// @see https://www.w3.org/TR/baggage/
import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
  type TextMapPropagator,
} from '@opentelemetry/api';

const BAGGAGE = 'baggage';

/** What everybody has to propagate (§3.3.2); more is cut off, member by member. */
const MAX_MEMBERS = 64;
const MAX_BYTES = 8_192;

/** `token` of RFC 7230. */
const KEY = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** `baggage-octet`: printable ASCII but for space, quotes, comma, semicolon and backslash. */
const VALUE = /^[!#-+\--:<-[\]-~]*$/;

/** Properties behind the value: printable ASCII but for the comma, which would begin another member. */
const METADATA = /^[ -+\--~\t]*$/;

/**
 * Reads a header's text. Malformed members are skipped and the limits applied; longer text is void as a whole.
 * @returns `undefined` if nothing is left.
 */
export function parseBaggage(text: string): Baggage | undefined {
  if (text.length > MAX_BYTES) return undefined;
  const entries: Record<string, BaggageEntry> = Object.create(null);
  let count = 0;
  for (const member of text.split(',')) {
    const [pair = '', ...properties] = member.split(';');
    const split = pair.indexOf('=');
    const key = pair.slice(0, split).trim();
    const value = pair.slice(split + 1).trim();
    if (split < 0 || !KEY.test(key) || !VALUE.test(value)) continue;
    if (++count > MAX_MEMBERS) break;
    const metadata = properties.join(';').trim();
    entries[key] = {
      value: decode(value),
      ...(metadata && { metadata: baggageEntryMetadataFromString(metadata) }),
    };
  }
  return count > 0 ? propagation.createBaggage(entries) : undefined;
}

/** Writes the header's text; empty if there is nothing that can be written. Never throws. */
export function encodeBaggage(baggage: Baggage): string {
  const members: string[] = [];
  let sizeBytes = 0;
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    if (!KEY.test(key) || typeof value !== 'string') continue;
    const properties = String(metadata ?? '');
    const suffix = properties && METADATA.test(properties) ? `;${properties}` : '';
    // encodeURIComponent throws on lone surrogates.
    const member = `${key}=${encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd'))}${suffix}`;
    if (sizeBytes + member.length > MAX_BYTES || members.length >= MAX_MEMBERS) continue;
    sizeBytes += member.length + 1;
    members.push(member);
  }
  return members.join();
}

/** Percent-decoding in which bytes that are not UTF-8 become U+FFFD. */
function decode(value: string): string {
  const bytes = value.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/**
 * W3C Baggage: what the page sets with `propagation.setBaggage` goes where `traceparent` goes.
 * @example init({ serviceName: 'shop-web', propagators: [baggage] })
 */
export const baggage: TextMapPropagator = {
  inject(context, carrier, setter) {
    const set = propagation.getBaggage(context);
    const text = set && encodeBaggage(set);
    if (text) setter.set(carrier, BAGGAGE, text);
  },
  extract(context, carrier, getter) {
    const found = parseBaggage([getter.get(carrier, BAGGAGE) ?? []].flat().join());
    return found ? propagation.setBaggage(context, found) : context;
  },
  fields: () => [BAGGAGE],
};
