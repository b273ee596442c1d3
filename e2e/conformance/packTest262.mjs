// @ts-check
// Renews the copy of test262 in test262.json.br from a checkout: `node e2e/conformance/packTest262.mjs <checkout>`.
// It keeps the tests of promises and asynchronous functions, and what they import; README.md says which and why.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const checkout = process.argv[2];
if (!checkout)
  throw new Error('Usage: node e2e/conformance/packTest262.mjs <checkout of github.com/tc39/test262>');

const BUILT_INS = new RegExp(
  `^test/built-ins/(${[
    'Promise',
    'AsyncFunction',
    'AsyncGeneratorFunction',
    'AsyncGeneratorPrototype',
    'AsyncFromSyncIteratorPrototype',
    'AsyncIteratorPrototype',
    'AsyncDisposableStack',
    'Array/fromAsync',
  ].join('|')})/`,
);

/** @param {string} path */
const read = (path) => readFileSync(join(checkout, path), 'utf8');

/** @param {string} folder */
const list = (folder) =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => /\.(js|json)$/.test(path));

/** @param {string} path */
function isKept(path) {
  if (!path.endsWith('.js') || path.includes('_FIXTURE')) return false;
  const source = read(path);
  // Nothing of such a test runs, so nothing that a script does can change its outcome.
  if (/^negative:\s+phase: parse/m.test(source)) return false;
  if (BUILT_INS.test(path)) return true;
  return (
    path.startsWith('test/language/') && (/async|await/.test(path) || /^flags: \[.*\basync\b/m.test(source))
  );
}

const all = list('test');
const tests = all.filter(isKept);
const folders = new Set(tests.map((path) => path.slice(0, path.lastIndexOf('/'))));
const fixtures = all.filter(
  (path) => /_FIXTURE|\.json$/.test(path) && folders.has(path.slice(0, path.lastIndexOf('/'))),
);
const sources = Object.fromEntries(
  [...list('harness'), ...tests, ...fixtures].sort().map((path) => [path, read(path)]),
);
const git = ['-C', checkout, 'rev-parse', 'HEAD'];
const revision = execFileSync('git', git, { encoding: 'utf8' }).trim();
const archive = JSON.stringify({ revision, sources });
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
const params = {
  [BROTLI_PARAM_QUALITY]: 11,
  [BROTLI_PARAM_LGWIN]: 24,
  [BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(archive),
};
writeFileSync(new URL('./test262.json.br', import.meta.url), brotliCompressSync(archive, { params }));
copyFileSync(join(checkout, 'LICENSE'), new URL('./test262.LICENSE', import.meta.url));
console.log(`${tests.length} tests, ${fixtures.length} fixtures of ${revision}`);
