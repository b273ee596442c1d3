// @ts-check
// Reads the JSON reports of vitest and playwright, so that `npm test` can add up tests instead of exit codes.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
  const skipped = tests.filter((/** @type {any} */ test) => !['passed', 'failed'].includes(test.status));
  return withBreakage(ok, {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: skipped.map((/** @type {any} */ test) => test.fullName),
  });
}

/** @param {any} suite @returns {any[]} Its tests and those of the suites in it, each `{ title, status }`. */
function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests.map((/** @type {any} */ test) => ({
      title: `${spec.file}: ${spec.title}`,
      status: test.status,
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
  return withBreakage(ok, {
    passed: withStatus('expected').length,
    failed: withStatus('unexpected', 'flaky').length,
    skipped: withStatus('skipped').map(({ title }) => title),
  });
}
