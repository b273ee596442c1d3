// @ts-check
// What takes minutes to build is built once, and again when something it is made from changes.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setUp.mjs';

/** Where builds, data and logs of the stack lie; git ignores it. */
export const cache = join(root, '.cache', 'stack');

/** The text of a file, or of every file below a folder, in a stable order. */
function textOf(/** @type {string} */ path) {
  if (statSync(path).isFile()) return readFileSync(path, 'utf8');
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.map((name) => join(path, name)).filter((file) => statSync(file).isFile());
  return files.map((file) => `${file.slice(path.length)}\n${readFileSync(file, 'utf8')}`).join('\n');
}

/**
 * Runs `make` unless it has succeeded before with the same inputs.
 * @param {string} name What is made, for the message and as the name of the stamp.
 * @param {readonly string[]} inputs Files and folders, relative to the repository; a change in any of them makes it anew.
 * @param {() => Promise<boolean>} make False means that it failed, and that its own output says why.
 * @returns {Promise<void>}
 * @throws When `make` failed.
 */
export async function makeOnce(name, inputs, make) {
  const stamp = join(cache, 'stamps', name);
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(textOf(join(root, input)));
  const digest = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.log(`Building ${name} …`);
  const startMs = performance.now();
  if (!(await make())) throw new Error(`${name} could not be built; the output above says why.`);
  mkdirSync(join(cache, 'stamps'), { recursive: true });
  writeFileSync(stamp, digest);
  console.log(`Built ${name} in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
}
