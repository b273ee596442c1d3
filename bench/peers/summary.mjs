// @ts-check
// The short table: a line for each row, a column for each contestant, medians alone. `--write` puts it into README.md, and all of it
// into docs/peers.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setUp.mjs';
import { bare, otel } from './contestants.mjs';
import { digits, medianOf, rowsIn } from './table.mjs';
import { isMet, rows, targetText } from './targets.mjs';

const MARKS = ['<!-- npm run bench -- --write: begin -->', '<!-- end -->'];

/**
 * The short table.
 * @param {import('./table.mjs').Samples} samples
 * @returns {string}
 */
export function summary(samples) {
  const names = [...samples.keys()].filter((name) => name !== bare);
  const lines = rowsIn(samples).map((row) => {
    const cells = names.map((name) => {
      const value = medianOf(samples, row, name);
      if (Number.isNaN(value)) return '';
      const missed = name.startsWith('Clew') && isMet(row, value, medianOf(samples, row, otel)) === false;
      return missed ? `${digits(value)} ✗` : digits(value);
    });
    return `| ${row}${rows[row]?.isAdded ? ' (added)' : ''} | ${cells.join(' | ')} | ${targetText(row)} |`;
  });
  return [
    `| | ${names.join(' | ')} | target |`,
    `| --- |${' ---: |'.repeat(names.length)} --- |`,
    ...lines,
  ].join('\n');
}

/**
 * Writes this run's figures where they are read.
 * @param {string} short
 * @param {string} full
 */
export function writeFigures(short, full) {
  const file = join(root, 'README.md');
  const [before = '', rest = ''] = readFileSync(file, 'utf8').split(/** @type {string} */ (MARKS[0]));
  const after = rest.slice(rest.indexOf(/** @type {string} */ (MARKS[1])));
  writeFileSync(file, `${before}${MARKS[0]}\n${short}\n${after}`);
  writeFileSync(join(root, 'docs', 'peers.md'), full);
}
