// @ts-check
// Runs named steps one after another, shows what each took and found, and adds up what passed and failed. What the steps
// are is decided by test.mjs.
import { spawn } from 'node:child_process';
import { root } from './setUp.mjs';

/**
 * What a step found. `failures` names the tests that failed and why, so that the end of a long log tells what to mend;
 * `unsteady` those among the passed that failed at first, and `skipped` those that did not run, because nothing is to
 * be passed over in silence.
 * @typedef {{ passed: number, failed: number, failures?: string[], unsteady?: string[], skipped?: string[] }} Counts
 */

/** @typedef {{ name: string, run: () => Promise<Counts> }} Step */

/**
 * Runs a command.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] Added to this process's own.
 * @param {'inherit' | number} [output] Where it writes: shown, or an open file.
 * @returns {Promise<boolean>} Whether it exited 0; false too when it could not be started.
 */
export function runCommand(command, args, env = {}, output = 'inherit') {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

/**
 * A step that either holds or does not, and counts as one.
 * @param {string} name
 * @param {() => Promise<boolean | void>} check False or a thrown error is a failure.
 * @returns {Step}
 */
export function checkStep(name, check) {
  return {
    name,
    run: async () => ((await check()) === false ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 }),
  };
}

/**
 * A step that is one of npm's scripts.
 * @param {string} name
 * @param {string} script Its name in package.json.
 * @param {readonly string[]} [args]
 * @returns {Step}
 */
export function scriptStep(name, script, args = []) {
  return checkStep(name, () => runCommand('npm', ['run', '--silent', script, '--', ...args]));
}

/**
 * Runs every step, also after a failure, and prints the summary with `N passed, N failed` as its last line.
 * @param {readonly Step[]} steps
 * @returns {Promise<boolean>} Whether nothing failed.
 */
export async function runSteps(steps) {
  const lines = [];
  let [passed, failed] = [0, 0];
  for (const { name, run } of steps) {
    console.log(`\n== ${name}`);
    const startMs = performance.now();
    const counts = await run().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      return /** @type {Counts} */ ({ passed: 0, failed: 1 });
    });
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    const { failures = [], unsteady = [], skipped = [] } = counts;
    passed += counts.passed;
    failed += counts.failed;
    const summary = `${counts.passed} passed, ${counts.failed} failed`;
    lines.push(
      `${counts.failed ? 'FAIL' : 'ok  '}  ${name.padEnd(32)} ${`${seconds} s`.padStart(8)}  ${summary}` +
        (unsteady.length ? `, ${unsteady.length} of them at a second attempt` : '') +
        (skipped.length ? `, ${skipped.length} skipped` : ''),
      ...failures.map((title) => `        failed: ${title}`),
      ...unsteady.map((title) => `        failed first: ${title}`),
      ...skipped.map((title) => `        skipped: ${title}`),
    );
  }
  console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`);
  return failed === 0;
}
