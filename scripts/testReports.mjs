// @ts-check
// Reads the JSON reports of vitest, playwright and the fault matrix, so that `npm test` can add up tests instead of exit codes.
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
  return [title, ...lines.slice(0, 16).map((line) => line.trim().slice(0, 200))].join('\n            ');
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

/**
 * @typedef {{ title: string, name: string, project: string, file: string, tags: string[], status: string, reason?: string }} BrowserTest
 */

/** @param {any} suite @returns {BrowserTest[]} Its tests and those of the suites in it. */
function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests.map((/** @type {any} */ test) => ({
      title: `${spec.file}: ${spec.title}`,
      name: spec.title,
      project: test.projectName,
      file: spec.file,
      tags: spec.tags,
      status: test.status,
      reason: test.results.find((/** @type {any} */ result) => result.error)?.error.message,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/**
 * @param {readonly string[]} args
 * @param {string} reportName
 * @returns {Promise<{ ok: boolean, isBroken: boolean, tests: BrowserTest[] }>} `isBroken`: something failed that is no test.
 * @throws When playwright wrote no report.
 */
async function playwright(args, reportName) {
  const file = reportFile(reportName);
  const ok = await runCommand('npx', ['playwright', 'test', '--reporter=list,json', ...args], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return { ok, isBroken: report.errors.length > 0, tests: testsOf(report) };
}

/** More failures than these in one engine are no accident of a busy machine. */
const MAX_SECOND_ATTEMPTS = 3;

/**
 * Whether a failed test passes three times of three with the machine to itself: then it was the machine's doing, and is
 * named as such. What must never happen (`everyTime` in e2e/support/test.ts) gets no such chance.
 * @param {BrowserTest} test
 * @param {string} config
 */
async function passesAlone({ name, project, file, tags }, config) {
  if (tags.includes('everyTime')) return false;
  const title = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = [file, ...chosen(project, config), `--grep=${title}`, '--repeat-each=3', '--workers=1'];
  return (await playwright(args, `playwright-${project}-again`)).ok;
}

/** @param {string} project @param {string} config */
const chosen = (project, config) => [`--config=${config}`, `--project=${project}`];

/**
 * Runs the browser tests of one playwright project.
 * @param {string} project A name as in the configuration.
 * @param {string} [config]
 * @returns {Promise<Counts>}
 * @throws When playwright wrote no report.
 */
export async function runPlaywright(project, config = 'playwright.config.ts') {
  const { ok, isBroken, tests } = await playwright(chosen(project, config), `playwright-${project}`);
  const withStatus = (/** @type {string} */ wanted) => tests.filter(({ status }) => status === wanted);
  let failed = withStatus('unexpected');
  /** @type {BrowserTest[]} */
  const unsteady = [];
  if (failed.length <= MAX_SECOND_ATTEMPTS)
    for (const test of failed) if (await passesAlone(test, config)) unsteady.push(test);
  failed = failed.filter((test) => !unsteady.includes(test));
  const named = (/** @type {BrowserTest} */ { title, reason }) => failure(title, reason);
  return withBreakage(!isBroken && (ok || unsteady.length > 0), {
    passed: withStatus('expected').length + unsteady.length,
    failed: failed.length,
    failures: failed.map(named),
    unsteady: unsteady.map(named),
    skipped: withStatus('skipped').map(({ title }) => title),
  });
}

/**
 * @typedef {{ id: string, title: string, status: 'holds' | 'broken' | 'skipped' }} FaultCase
 * @param {readonly string[]} args
 * @param {string} reportName
 * @returns {Promise<FaultCase[]>}
 * @throws When the matrix wrote no report.
 */
async function faultMatrix(args, reportName) {
  const file = reportFile(reportName);
  await runCommand('npm', ['run', '--silent', 'faults', '--', `--report=${file}`, ...args]);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Runs cases of the fault matrix, twice where they are about chance. One that breaks is run again, six times, like a failed test.
 * @param {'chromium' | 'firefox' | 'webkit'} engine
 * @param {string} cases Their ids, with commas.
 * @returns {Promise<Counts>}
 * @throws When the matrix wrote no report.
 */
export async function runFaults(engine, cases) {
  const run = (/** @type {string} */ ids, /** @type {number} */ trials, suffix = '') =>
    faultMatrix([`--engine=${engine}`, `--case=${ids}`, `--trials=${trials}`], `faults-${engine}${suffix}`);
  const verdicts = await run(cases, 2);
  const withStatus = (/** @type {string} */ wanted) => verdicts.filter(({ status }) => status === wanted);
  const broken = withStatus('broken');
  const again =
    broken.length > 0 && broken.length <= MAX_SECOND_ATTEMPTS
      ? await run(broken.map(({ id }) => id).join(), 6, '-again')
      : [];
  const isUnsteady = (/** @type {FaultCase} */ { id }) =>
    again.some((verdict) => verdict.id === id && verdict.status === 'holds');
  const titles = (/** @type {FaultCase[]} */ found) => found.map(({ title }) => title);
  const unsteady = broken.filter(isUnsteady);
  return {
    passed: withStatus('holds').length + unsteady.length,
    failed: broken.length - unsteady.length,
    failures: titles(broken.filter((verdict) => !isUnsteady(verdict))),
    unsteady: titles(unsteady),
    skipped: titles(withStatus('skipped')),
  };
}
