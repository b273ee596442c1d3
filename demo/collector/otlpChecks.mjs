// What the JSON mapping demands of ids, times and enums, said in words the sender can act on.

const pattern = { traceId: /^[0-9a-f]{32}$/i, spanId: /^[0-9a-f]{16}$/i };

/**
 * A trace or span id in lower case. Throws when it is not hex of the right length, or all zero.
 * @param {'traceId' | 'spanId'} kind
 * @param {unknown} id
 * @param {string} [field] the field to name in the message
 * @returns {string}
 * @see OTLP 1.x, "JSON Protobuf Encoding": ids are hex, not base64
 */
export function checkedId(kind, id, field = kind) {
  const digits = kind === 'traceId' ? 32 : 16;
  if (typeof id !== 'string' || !pattern[kind].test(id) || /^0+$/.test(id)) {
    throw new Error(`${field} ${JSON.stringify(id)} is not ${digits} hex digits, not all zero`);
  }
  return id.toLowerCase();
}

/**
 * As `checkedId`, but an absent or empty id is '': a root span's parent, a log outside any trace.
 * @param {'traceId' | 'spanId'} kind
 * @param {unknown} id
 * @param {string} [field]
 * @returns {string}
 */
export function checkedOptionalId(kind, id, field) {
  return id === undefined || id === null || id === '' ? '' : checkedId(kind, id, field);
}

/**
 * Unix nanoseconds as a decimal string. The mapping allows a number or a string; throws for anything else.
 * @param {unknown} time
 * @param {string} field
 * @returns {string}
 */
export function checkedUnixNano(time, field) {
  if (typeof time === 'string' && /^\d{1,20}$/.test(time)) return time;
  if (typeof time === 'number' && Number.isInteger(time) && time >= 0) return BigInt(time).toString();
  throw new Error(`${field} ${JSON.stringify(time)} is not a count of nanoseconds`);
}

/**
 * An enum value. Throws for names and fractions: OTLP writes enums as integers only.
 * @param {unknown} value absent counts as 0, protobuf's default
 * @param {string} field
 * @returns {number}
 */
export function checkedEnum(value, field) {
  if (value === undefined) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${field} ${JSON.stringify(value)} is not an integer`);
}

/**
 * A list field. An absent one is empty; throws for anything that is not a list.
 * @param {unknown} value
 * @param {string} field
 * @returns {any[]}
 */
export function checkedList(value, field) {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${field} is not a list`);
}
