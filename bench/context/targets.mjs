// @ts-check
// What the cost of Clew may be: point 6 of "The thread that never breaks", in terms of the rows and states measured here.
import { bare, stock } from './contestants.mjs';

/**
 * @typedef {object} Target
 * @property {RegExp} rows
 * @property {RegExp} contestants
 * @property {string} [of] The contestant it is a ratio to; without it, the limit is in nanoseconds.
 * @property {number} limit
 */

const anyClew = /^(Clew|other)/;
const none = /^(Clew|other).*(none alive|at rest)/;
const alive = /^(Clew|other).*(, alive|in a click)/;

/** @type {readonly Target[]} */
const targets = [
  { rows: /^await (resolvedPromise|asyncFunction)/, contestants: none, of: bare, limit: 1.5 },
  // An `await` of a promise as the page's `Promise` makes them. Stock zone.js does nothing at an await of an async
  // function's promise, and loses the context there, so that this row has no target.
  { rows: /^await resolvedPromise/, contestants: alive, of: stock, limit: 0.3 },
  { rows: /^promise.then/, contestants: anyClew, of: stock, limit: 0.2 },
  { rows: /^with.*the call/, contestants: anyClew, limit: 100 },
  { rows: /^(event|setTimeout)/, contestants: anyClew, of: stock, limit: 1 },
];

/**
 * Judges one cell.
 * @param {string} row
 * @param {string} contestant
 * @param {(contestant: string) => number} medianOf Nanoseconds of any contestant in the same row.
 * @returns {string} Such as `<= 1.5x bare page: met`, or nothing where there is no target.
 */
export function verdict(row, contestant, medianOf) {
  const target = targets.find((one) => one.rows.test(row) && one.contestants.test(contestant));
  if (!target) return '';
  const { of, limit } = target;
  const value = of ? medianOf(contestant) / medianOf(of) : medianOf(contestant);
  // The run was without the contestant to compare with.
  if (Number.isNaN(value)) return '';
  const text = of ? `${limit}x ${of}` : `${limit} ns`;
  return `<= ${text}: ${value <= limit ? 'met' : 'MISSED'}`;
}
