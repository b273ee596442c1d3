// @ts-check
// The rows of the table, what they are compared with, and what Clew is to reach: points 9 and 11 of "The real world".

/**
 * @typedef {object} Row
 * @property {boolean} [isAdded] What counts is what is added to the bare page of the same round.
 * @property {number} [ofOtel] The most that Clew may have of OpenTelemetry's value.
 * @property {number} [most] The most that Clew may have.
 * @property {number} [least] The least that Clew may have.
 */

/** @type {Readonly<Record<string, Row>>} By name. */
export const rows = {
  'bundle, bytes gzip': {},
  'start-up, script ms at 4x slowdown': { isAdded: true, ofOtel: 0.2 },
  'fetch, main-thread us': { isAdded: true, ofOtel: 0.25 },
  'XHR, main-thread us': { isAdded: true, ofOtel: 0.15 },
  'click, script us': { isAdded: true, ofOtel: 0.5 },
  'manual span, made and sent, us': { ofOtel: 0.3 },
  'longest slice of a flush, ms at 4x slowdown': { most: 5 },
  'bytes a span, raw': { ofOtel: 0.6 },
  'bytes a span, on the wire': { ofOtel: 0.12 },
  'heap after 2,000 requests and 500 clicks, KiB': { isAdded: true, ofOtel: 0.2 },
  'spans that arrive when the page is left, %': { least: 100 },
  'manual spans that arrive, %': { least: 100 },
};

/**
 * Whether Clew is where it should be.
 * @param {string} row
 * @param {number} value
 * @param {number} otelValue
 * @returns {boolean | undefined} Nothing where there is no target, or nothing to compare with.
 */
export function isMet(row, value, otelValue) {
  const { ofOtel, most, least } = rows[row] ?? {};
  if (ofOtel !== undefined) return Number.isNaN(value / otelValue) ? undefined : value <= ofOtel * otelValue;
  if (most !== undefined) return value <= most;
  return least === undefined ? undefined : value >= least;
}

/** @param {string} row @returns {string} The target, as the tables print it. */
export function targetText(row) {
  const { ofOtel, most, least } = rows[row] ?? {};
  return ofOtel !== undefined
    ? `≤ ${ofOtel}× OTel`
    : most !== undefined
      ? `≤ ${most}`
      : least !== undefined
        ? `≥ ${least}`
        : '';
}
