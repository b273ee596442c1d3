// @ts-check
// The tables: a block for each operation, a line for each contestant.
import { bare, stock } from './contestants.mjs';
import { median } from './statistics.mjs';
import { verdict } from './targets.mjs';

/** @typedef {import('./takeSample.mjs').Rows} Rows */

const digits = (/** @type {number} */ ns) => (ns < 100 ? ns.toFixed(1) : ns.toFixed(0));
const ratio = (/** @type {number} */ value) => (Number.isFinite(value) ? value.toFixed(2) : '');

/**
 * One block.
 * @param {string} row
 * @param {ReadonlyMap<string, readonly Rows[]>} samples By contestant, one of each round.
 * @returns {string}
 */
function block(row, samples) {
  const valuesOf = (/** @type {string} */ name) =>
    (samples.get(name) ?? []).flatMap((rows) => rows[row]?.ns ?? []);
  const medianOf = (/** @type {string} */ name) => median(valuesOf(name));
  const lines = [...samples.keys()]
    .filter((name) => valuesOf(name).length > 0)
    .map((name) => {
      const values = valuesOf(name);
      const spread = `[${digits(Math.min(...values))}-${digits(Math.max(...values))}]`;
      const kept = samples.get(name)?.map((rows) => rows[row]?.kept);
      return [
        `  ${name.padEnd(24)}`,
        digits(medianOf(name)).padStart(8),
        spread.padEnd(16),
        ratio(medianOf(name) / medianOf(bare)).padStart(7),
        ratio(medianOf(name) / medianOf(stock)).padStart(9),
        (kept?.every((is) => is === undefined) ? '' : kept?.every(Boolean) ? 'kept' : 'lost').padEnd(7),
        verdict(row, name, medianOf),
      ].join(' ');
    });
  const head = ['', 'ns', '[min-max]', 'x bare', 'x zone.js', 'context', 'target'];
  const title = [
    row.padEnd(35).slice(0, 35).trimEnd().padEnd(26),
    'ns'.padStart(8),
    head[2]?.padEnd(16),
    head[3]?.padStart(7),
    head[4]?.padStart(9),
    head[5]?.padEnd(7),
    head[6],
  ];
  return [title.join(' '), ...lines].join('\n');
}

/**
 * All blocks, and how many targets were met.
 * @param {ReadonlyMap<string, readonly Rows[]>} samples By contestant, one of each round.
 * @returns {string}
 */
export function table(samples) {
  const rows = new Set([...samples.values()].flat().flatMap((one) => Object.keys(one)));
  const text = [...rows].map((row) => block(row, samples)).join('\n\n');
  const met = text.match(/: met$/gm)?.length ?? 0;
  const missed = text.match(/: MISSED$/gm)?.length ?? 0;
  return `${text}\n\nTargets: ${met} met, ${missed} missed.`;
}
