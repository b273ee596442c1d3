// What becomes of attributes that a page hands over: checked, bounded copies. Values are only ever looked at one
// level deep, and whatever goes wrong while looking drops that one attribute and is counted.
import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Most attributes on one span, event or link; the specification's default. */
const MAX_ATTRIBUTES = 128;

/** Longest string, in UTF-16 units. The specification has no limit; a page that is being left has one. */
const MAX_LENGTH = 4_096;

/** Longest key, in UTF-16 units, and longest array. */
const MAX_KEY_LENGTH = 256;
const MAX_ITEMS = 128;

/** Attributes with the number of those that were left out. */
export interface AttributeBag {
  /** Without a prototype: a page that extends `Object.prototype` adds nothing here. */
  readonly attributes: Attributes;
  size: number;
  dropped: number;
}

/** An empty bag, or one with `source` in it. */
export function createBag(source?: Attributes): AttributeBag {
  // Written as a literal, engines keep it in their fast form, unlike Object.create(null).
  const bag: AttributeBag = { attributes: { __proto__: null } as unknown as Attributes, size: 0, dropped: 0 };
  if (source) putAll(bag, source);
  return bag;
}

/** Copies every own enumerable attribute of `source`; never throws, whatever `source` is. */
export function putAll(bag: AttributeBag, source: Attributes): void {
  try {
    for (const key of Object.keys(source)) putFrom(bag, key, source);
  } catch {
    // null, undefined or a revoked Proxy: nothing to copy.
  }
}

function putFrom(bag: AttributeBag, key: string, source: Attributes): void {
  let value: unknown = Symbol.iterator;
  try {
    value = source[key];
  } catch {
    // A getter that throws: the symbol stands for a value that cannot be kept.
  }
  put(bag, key, value);
}

/**
 * Sets one attribute. `null` and `undefined` are passed over; what OTLP has no form for, keys over 256 characters
 * and attributes after the 128th are dropped and counted. Strings are cut at 4,096 characters.
 */
export function put(bag: AttributeBag, key: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const name = typeof key === 'string' && key.length <= MAX_KEY_LENGTH ? clipText(key) : '';
  const clean = name && sanitize(value);
  const isNew = !(name in bag.attributes);
  if (!name || clean === undefined || (isNew && bag.size >= MAX_ATTRIBUTES)) {
    bag.dropped++;
    return;
  }
  if (isNew) bag.size++;
  bag.attributes[name] = clean;
}

/** The value in a form that OTLP has, or `undefined`. */
function sanitize(value: unknown): AttributeValue | undefined {
  try {
    if (!Array.isArray(value)) return sanitizeItem(value);
    const items = Array.from(
      { length: Math.min(value.length, MAX_ITEMS) },
      (_, i) => sanitizeItem(value[i]) ?? null,
    );
    const types = new Set(items.filter((item) => item !== null).map((item) => typeof item));
    // The API's arrays are of one type, with gaps.
    return types.size > 1 ? undefined : (items as AttributeValue);
  } catch {
    // A Proxy that throws or was revoked.
    return undefined;
  }
}

function sanitizeItem(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
      return clipText(value);
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : clipText(String(value));
    default:
      return undefined;
  }
}

/**
 * `text` cut to 4,096 characters, never within one, and with lone surrogates replaced: always valid UTF-8. What is
 * no string becomes the empty one.
 */
export function clipText(text: string): string {
  if (typeof text !== 'string') return '';
  const cut = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, '') : text;
  return cut.replace(/\p{Cs}/gu, '\ufffd');
}
