// OTLP's AnyValue, as its JSON mapping writes it, turned into the plain value a person reads.

/**
 * The plain value of an OTLP AnyValue. 64-bit integers become numbers where a number holds them exactly, else decimal strings;
 * bytes stay base64. An empty or unknown form is `null`, as the protocol lets an attribute be empty.
 * @param {Record<string, any> | null | undefined} value
 * @returns {unknown}
 * @see OTLP common.proto, AnyValue
 */
export function plainValue(value) {
  if (value == null) return null;
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  if ('intValue' in value) return exactInteger(value.intValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('arrayValue' in value) return (value.arrayValue?.values ?? []).map(plainValue);
  if ('kvlistValue' in value) return plainAttributes(value.kvlistValue?.values);
  if ('bytesValue' in value) return value.bytesValue;
  return null;
}

/**
 * A list of OTLP KeyValue pairs as one object; of a key given twice the last value stays.
 * @param {Array<{ key: string, value?: Record<string, any> }> | null | undefined} pairs
 * @returns {Record<string, unknown>}
 */
export function plainAttributes(pairs) {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, plainValue(value)]));
}

function exactInteger(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
