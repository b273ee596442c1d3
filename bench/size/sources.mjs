// @ts-check
// What each source beyond the core adds to an application's bundle: Clew with it less Clew without it, minified and gzipped.
// Part of `npm run size`; fails where a source is over its budget.
import { gzipSync } from 'node:zlib';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import { FURTHER_SOURCES, OPTIONAL_SOURCES } from '../../dist/everything.js';

/** What one may add, in bytes. */
const LIMIT = 1_500;

/** Not named like a file: what is resolved from it is relative to the working directory. */
const ENTRY = 'application';

/**
 * @param {readonly string[]} imported
 * @returns {Promise<number>} Bytes of the bundle, without what is counted by its owners: the API and web-vitals.
 */
async function sizeOf(imported) {
  const application = {
    name: ENTRY,
    /** @param {string} id */
    resolveId: (id) => (id === ENTRY ? id : null),
    /** @param {string} id */
    load: (id) => (id === ENTRY ? `export { ${imported.join(', ')} } from './dist/index.js';` : null),
  };
  const bundle = await rollup({
    input: ENTRY,
    external: ['@opentelemetry/api', 'web-vitals'],
    plugins: [application, resolve({ browser: true })],
  });
  const minify = terser({ ecma: 2020, compress: { passes: 2 } });
  const { output } = await bundle.generate({ format: 'es', plugins: [minify] });
  await bundle.close();
  return gzipSync(output[0].code, { level: 9 }).length;
}

const core = await sizeOf(['init']);
console.log(`core           ${core} bytes gzip`);
for (const { name } of [...FURTHER_SOURCES, ...OPTIONAL_SOURCES]) {
  const added = (await sizeOf(['init', name])) - core;
  console.log(`${name.padEnd(17)} +${added}${added > LIMIT ? ` is over ${LIMIT}` : ''}`);
  if (added > LIMIT) process.exitCode = 1;
}
