// @ts-check
// Reads the JSON reports of vitest and playwright, so that `npm test` can add up tests instead of exit codes.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './setUp.mjs';
import { runCommand } from './steps.mjs';

/** @typedef {import('./steps.mjs').Counts} Counts */

/** @param {string} name @returns {string} Where a fresh report goes; one of an earlier run must never be read. */
function reportFile(name) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const file = join(root, '.cache', `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/**
 * A run can break where no test does (a file that does not load, a crash): that counts as one failure.
 * @param {boolean} exitedWell
 * @param {Counts} counts
 * @returns {Counts}
 */
function withBreakage(exitedWell, counts) {
  return exitedWell || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** @param {string} title @param {string | undefined} reason Of several lines, with a terminal's colours. */
function failure(title, reason = '') {
  // The matcher's own line says little; what was expected and received follows it.
  const lines = stripVTControlCharacters(reason)
    .split('\n')
    .filter((line) => line.trim());
  return [title, ...lines.slice(0, 4).map((line) => line.trim().slice(0, 200))].join('\n            ');
}

/**
 * Runs all unit tests.
 * @returns {Promise<Counts>}
 * @throws When vitest wrote no report.
 */
export async function runVitest() {
  const file = reportFile('vitest');
  const ok = await runCommand('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.testResults.flatMap((/** @type {any} */ result) => result.assertionResults);
  const failed = tests.filter((/** @type {any} */ test) => test.status === 'failed');
  const skipped = tests.filter((/** @type {any} */ test) => !['passed', 'failed'].includes(test.status));
  return withBreakage(ok, {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    failures: failed.map((/** @type {any} */ test) => failure(test.fullName, test.failureMessages[0])),
    skipped: skipped.map((/** @type {any} */ test) => test.fullName),
  });
}

/** @param {any} suite @returns {any[]} Its tests and those of the suites in it, each `{ title, status, reason }`. */
function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests.map((/** @type {any} */ test) => ({
      title: `${spec.file}: ${spec.title}`,
      status: test.status,
      reason: test.results.find((/** @type {any} */ result) => result.error)?.error.message,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/**
 * Runs the browser tests of the given playwright projects.
 * @param {readonly string[]} projects Names as in playwright.config.ts.
 * @returns {Promise<Counts>} A flaky test, one that passed only on a retry, counts as failed.
 * @throws When playwright wrote no report.
 */
export async function runPlaywright(projects) {
  const file = reportFile(`playwright-${projects.join('-')}`);
  const ok = await runCommand(
    'npx',
    ['playwright', 'test', '--reporter=list,json', ...projects.map((project) => `--project=${project}`)],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  const tests = testsOf(JSON.parse(readFileSync(file, 'utf8')));
  const withStatus = (/** @type {string[]} */ ...wanted) =>
    tests.filter(({ status }) => wanted.includes(status));
  const failed = withStatus('unexpected', 'flaky');
  return withBreakage(ok, {
    passed: withStatus('expected').length,
    failed: failed.length,
    failures: failed.map(({ title, reason }) => failure(title, reason)),
    skipped: withStatus('skipped').map(({ title }) => title),
  });
}
