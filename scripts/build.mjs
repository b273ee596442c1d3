// @ts-check
// `npm run build`: TypeScript to dist/, dist/ to bundles, bundles to sizes and SRI hashes. Does nothing when dist/ is newer
// than everything it is made of, so that `npm start` is quick; `--force` builds all the same.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from './setUp.mjs';

const sources = ['src', 'package-lock.json', 'tsconfig.json', 'rollup.config.mjs', 'scripts/build.mjs'];

/** Written last, hence the sign of a finished build. */
const sriFile = join(root, 'dist', 'sri.json');

/** @param {string} path @returns {number} The newest change in a file or a tree, in epoch milliseconds. */
function newestChangeMs(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}

function isFresh() {
  if (!existsSync(sriFile)) return false;
  const builtMs = statSync(sriFile).mtimeMs;
  return sources.every((path) => newestChangeMs(join(root, path)) < builtMs);
}

function emitModules() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', root], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('tsc found errors; they are above.');
}

/** @returns {Promise<string[]>} Absolute paths of the bundles written. */
async function bundle() {
  const { rollup } = await import('rollup');
  const { default: configs } = await import(pathToFileURL(join(root, 'rollup.config.mjs')).href);
  const files = [];
  for (const config of configs) {
    const built = await rollup({ ...config, input: join(root, config.input) });
    const file = join(root, config.output.file);
    await built.write({ ...config.output, file });
    await built.close();
    files.push(file);
  }
  return files;
}

/** @param {string} file */
function printSize(file) {
  const code = readFileSync(file);
  const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
  const name = relative(root, file).padEnd(22);
  console.log(
    `${name} raw ${kB(code.length)}  gzip ${kB(gzipSync(code, { level: 9 }).length)}  brotli ${kB(brotliCompressSync(code).length)}`,
  );
}

/**
 * Builds dist/.
 * @param {{ force?: boolean }} [options] `force` builds even when dist/ is up to date.
 * @returns {Promise<void>}
 * @throws When tsc or rollup find an error or rollup has a warning.
 */
export async function build({ force = false } = {}) {
  if (!force && isFresh()) return;
  emitModules();
  for (const file of await bundle()) printSize(file);
  const hashes = Object.fromEntries(
    ['clew.min.js', 'clew-loader.min.js', 'clew-worker.min.js'].map((name) => {
      const code = readFileSync(join(root, 'dist', name));
      return [name, `sha384-${createHash('sha384').update(code).digest('base64')}`];
    }),
  );
  writeFileSync(sriFile, `${JSON.stringify(hashes, null, 2)}\n`);
  for (const [name, hash] of Object.entries(hashes)) console.log(`dist/${name} integrity ${hash}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await build({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
