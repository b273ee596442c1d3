// @ts-check
// The long table, as Markdown: a block for each row, a line for each contestant.
import { median } from '../context/statistics.mjs';
import { bare, otel } from './contestants.mjs';
import { isMet, rows, targetText } from './targets.mjs';

/** @typedef {ReadonlyMap<string, readonly import('./openPage.mjs').Rows[]>} Samples By contestant, one of each round. */

/** A figure as the tables print it. */
export const digits = (/** @type {number} */ value) =>
  Math.abs(value) < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');

/** @param {Samples} samples @param {string} row @param {string} name @returns {number[]} Of each round. */
function valuesOf(samples, row, name) {
  const own = samples.get(name) ?? [];
  const base = rows[row]?.isAdded ? samples.get(bare) : undefined;
  return own.flatMap((sample, round) =>
    sample[row] === undefined ? [] : sample[row] - (base?.[round]?.[row] ?? 0),
  );
}

/** @param {Samples} samples @param {string} row @param {string} name @returns {number} NaN where there is none. */
export function medianOf(samples, row, name) {
  return median(valuesOf(samples, row, name));
}

/** @param {Samples} samples @returns {string[]} The rows that there is something for, in order. */
export function rowsIn(samples) {
  return Object.keys(rows).filter((row) => [...samples.values()].flat().some((sample) => row in sample));
}

/** @param {Samples} samples @param {string} row @returns {string} */
function block(samples, row) {
  const otelValue = medianOf(samples, row, otel);
  const lines = [...samples.keys()].flatMap((name) => {
    const values = valuesOf(samples, row, name);
    if (values.length === 0 || (name === bare && rows[row]?.isAdded)) return [];
    const value = median(values);
    const met = name.startsWith('Clew') ? isMet(row, value, otelValue) : undefined;
    const spread = `${digits(Math.min(...values))} – ${digits(Math.max(...values))}`;
    const ratio = value / otelValue;
    const verdict = met === undefined ? '' : `${targetText(row)}: ${met ? 'met' : 'MISSED'}`;
    return `| ${name} | ${digits(value)} | ${spread} | ${Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : ''} | ${verdict} |`;
  });
  const title = `${row}${rows[row]?.isAdded ? ', added to the bare page' : ''}`;
  return [
    `| ${title} | median | min – max | of OTel | target |`,
    '| --- | ---: | ---: | ---: | --- |',
    ...lines,
  ].join('\n');
}

/**
 * All blocks.
 * @param {Samples} samples
 * @returns {string}
 */
export function table(samples) {
  const text = rowsIn(samples)
    .map((row) => block(samples, row))
    .join('\n\n');
  const count = (/** @type {RegExp} */ word) => text.match(word)?.length ?? 0;
  return `${text}\n\nTargets: ${count(/: met/g)} met, ${count(/: MISSED/g)} missed.`;
}
