// @ts-check
// Finding programs on this machine, and installing Debian's when that is allowed. Which browser is wanted, and in what
// order of preference, is decided by findBrowser, findFirefox and findWebKit. Node built-ins only.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Whether `path` is a file this user may run.
 * @param {string} path
 * @returns {boolean}
 */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Absent or not ours to run: both mean "look further".
  }
}

/**
 * The first of `names` that can be run: absolute paths as they are, bare names looked up in PATH.
 * @param {readonly string[]} names In order of preference.
 * @returns {string | undefined} An absolute path, or nothing.
 */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    const candidates = /[\\/]/.test(name) ? [name] : folders.map((folder) => join(folder, name));
    const found = candidates.find(isProgram);
    if (found) return found;
  }
  return undefined;
}

/**
 * The path a variable names, so that a person can always overrule the search.
 * @param {string} variable
 * @returns {string | undefined} Nothing when the variable is unset or empty.
 * @throws When it is set but names nothing runnable: guessing on would hide the mistake.
 */
export function programFromVariable(variable) {
  const value = process.env[variable];
  if (!value) return undefined;
  const found = findProgram([value]);
  if (!found)
    throw new Error(`${variable}=${value} is not a program this user can run. Correct or unset it.`);
  return found;
}

/**
 * Installs Debian packages through apt-get, where this user is root and apt-get exists.
 * @param {readonly string[]} packages
 * @returns {boolean} False when not allowed here or when apt-get failed (its own output says why).
 */
export function installFromDebian(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`Installing ${packages.join(', ')} with apt-get`);
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  // A stale index is no reason to stop: the packages may be in it all the same.
  apt('update');
  return apt('install', '-y', '--no-install-recommends', ...packages);
}
