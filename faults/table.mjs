// @ts-check
// What a case's numbers mean, and how they are printed.

/** @typedef {import('./lab.mjs').Outcome} Outcome */

/**
 * Whether nothing is lost in silence and the page saw nothing: what was created arrived, was counted as dropped, or
 * (`allowed`) falls under what the guarantee says of a killed browser.
 * @param {Outcome} outcome
 */
export function judge({ created, arrived, dropped, allowed = 0, errors }) {
  const missing = created - arrived - dropped;
  return missing <= allowed && missing >= 0 && errors.length === 0;
}

const columns = /** @type {const} */ ([6, 58, 8, 8, 6, 8, 7, 8]);

/** @param {(string | number)[]} cells */
const row = (cells) =>
  cells
    .map((cell, i) =>
      i === 1 ? String(cell).padEnd(columns[i] ?? 0) : String(cell).padStart(columns[i] ?? 0),
    )
    .join(' ');

/** Prints the names of the columns. */
export function printHead() {
  console.log(row(['case', 'what happens', 'created', 'arrived', 'twice', 'dropped', 'errors', 'verdict']));
}

/** @param {string} line @returns {string} What was printed, without its padding. */
function print(line) {
  console.log(line);
  return line.trim().replace(/ {2,}/g, '  ');
}

/** @param {{ id: string, name: string, outcome: Outcome, isGood: boolean, tookMs: number }} result */
export function printRow({ id, name, outcome, isGood, tookMs }) {
  const { created, arrived, duplicates, dropped, errors, note, allowed } = outcome;
  const verdict = isGood ? 'holds' : 'BROKEN';
  const remarks = [
    note,
    allowed && `${created - arrived - dropped} within the last moments`,
    ...errors,
  ].filter(Boolean);
  return print(
    `${row([id, name, created, arrived, duplicates, dropped, errors.length, verdict])}  ${(tookMs / 1000).toFixed(0)} s${remarks.length > 0 ? `; ${remarks.join('; ')}` : ''}`,
  );
}

/** A case that this engine cannot be driven to. @param {{ id: string, name: string, needs: string | number }} skipped */
export function printSkipped({ id, name, needs }) {
  return print(`${row([id, name, '', '', '', '', '', '-'])}  needs ${needs}`);
}
