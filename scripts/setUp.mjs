// @ts-check
// Makes a fresh clone ready: the Node version, then the dependencies. Runs before anything is installed, so it may use
// Node built-ins only, and syntax an old Node can still parse.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = 20;

/** npm writes this file last, so it tells both that an install finished and when. */
const marker = join(root, 'node_modules', '.package-lock.json');

function isInstalled() {
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/**
 * Checks Node and installs the locked dependencies if they are missing or older than the lockfile.
 * @returns {void}
 * @throws When Node is too old or `npm ci` fails; the message says what to do.
 */
export function setUp() {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new Error(
      `Clew needs Node ${oldestNode} or newer; this is ${process.version}. See https://nodejs.org`,
    );
  }
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed; its output is above.');
}
