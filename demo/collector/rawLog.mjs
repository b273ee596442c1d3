// The last requests as they came in, for tests that assert on what was really sent.

/**
 * @typedef {object} RawRequest
 * @property {number} receivedAtMs Unix milliseconds
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {number} sizeBytes of the body on the wire
 * @property {number} status the answer it got
 * @property {Record<string, any> | null} body decoded, in OTLP's JSON mapping; null when it could not be decoded
 */

/**
 * Creates a ring of the most recent requests.
 * @param {number} [capacity] requests kept; default 500
 */
export function createRawLog(capacity = 500) {
  /** @type {RawRequest[]} */
  let requests = [];
  return {
    /** Remembers a request. @param {RawRequest} request */
    add(request) {
      requests.push(request);
      if (requests.length > capacity) requests.shift();
    },
    /** The most recent requests, newest first. @param {number} [limit] default: all @returns {RawRequest[]} */
    recent(limit = capacity) {
      return requests.slice(-limit).reverse();
    },
    /** Forgets everything. */
    clear() {
      requests = [];
    },
  };
}
