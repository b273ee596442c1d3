// @ts-check
// `node demo/apps/build.mjs [name …]`: installs and builds the example apps, all or those named, each with its own lockfile
// and toolchain. What is up to date is left as it is. Not part of `npm install`: only who works on the apps pays for them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as buildClew } from '../../scripts/build.mjs';
import { root } from '../../scripts/setUp.mjs';
import { withLock } from './lock.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const clew = join(root, 'dist', 'sri.json');
const isOutput = (/** @type {string} */ name) => ['node_modules', 'dist', '.svelte-kit'].includes(name);

/** The names of all apps. */
export const appNames = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')));

/** @param {string} path @returns {number} When a file, or anything in a tree, was last written; 0 if it is not there. */
function newestMs(path) {
  const own = statSync(path, { throwIfNoEntry: false });
  if (!own?.isDirectory()) return own?.mtimeMs ?? 0;
  const inside = readdirSync(path).filter((name) => !isOutput(name));
  return Math.max(own.mtimeMs, ...inside.map((name) => newestMs(join(path, name))));
}

/** Whether an app's dependencies are there, as its lockfile has them. */
export function isInstalled(/** @type {string} */ name) {
  const marker = join(folder, name, 'node_modules', '.package-lock.json');
  return newestMs(marker) >= newestMs(join(folder, name, 'package-lock.json')) && existsSync(marker);
}

function isBuilt(/** @type {string} */ name) {
  const output = join(folder, name, 'dist');
  if (!existsSync(output)) return false;
  const builtMs = Math.max(...readdirSync(output).map((file) => newestMs(join(output, file))));
  return (
    readdirSync(join(folder, name))
      .filter((file) => !isOutput(file))
      .every((file) => newestMs(join(folder, name, file)) < builtMs) && newestMs(clew) < builtMs
  );
}

/** @param {string} name @param {string[]} args */
function npm(name, args) {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(
    'npm',
    [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: join(folder, name),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in demo/apps/${name}:\n${stdout}${stderr}`);
  console.log(
    `${name.padEnd(8)} npm ${args.join(' ').padEnd(9)} ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
}

/**
 * Installs and builds apps with the Clew that is in dist/; one process at a time.
 * @param {readonly string[]} names
 * @returns {Promise<void>}
 * @throws When there is no such app, or npm fails; the message has its output.
 */
export async function buildApps(names) {
  // In a folder without a package.json npm would take the next one above, and install that.
  const unknown = names.filter((name) => !appNames.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such app: ${unknown.join(', ')}. There are ${appNames.join(', ')}.`);
  await withLock(join(root, '.cache', 'apps.lock'), async () => {
    for (const name of names) {
      if (!isInstalled(name)) npm(name, ['ci']);
      if (!isBuilt(name)) npm(name, ['run', 'build']);
    }
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const named = process.argv.slice(2);
  await buildClew();
  await buildApps(named.length > 0 ? named : appNames);
}
