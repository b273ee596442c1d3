// @ts-check
// What each contestant ships: its module bundled and minified as a site would, or Clew's script tag as it is. The peers are installed
// here, at the first run, so that nobody else's `npm install` has them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/setUp.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Installs what bench/peers/package-lock.json names, unless it is there. */
export function installPeers() {
  const marker = join(folder, 'node_modules', '.package-lock.json');
  const changedMs = (/** @type {string} */ file) => statSync(file).mtimeMs;
  if (existsSync(marker) && changedMs(marker) >= changedMs(join(folder, 'package-lock.json'))) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed in bench/peers; its output is above.');
}

/**
 * The script of a contestant's page.
 * @param {import('./contestants.mjs').Contestant} contestant
 * @returns {Promise<string>}
 */
export async function bundle({ entry, tag }) {
  if (!entry) return '';
  const { build } = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'pages', entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { clew: join(root, 'dist', 'index.js') },
    logLevel: 'error',
  });
  const own = outputFiles[0].text;
  return tag ? `${readFileSync(join(root, 'dist', 'clew.min.js'), 'utf8')}\n${own}` : own;
}
