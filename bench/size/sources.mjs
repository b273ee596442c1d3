// @ts-check
// What each source beyond the core adds to an application's bundle: Clew with it less Clew without it, minified and gzipped.
// Part of `npm run size`; fails where a source is over its budget.
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { FURTHER_SOURCES, OPTIONAL_SOURCES } from '../../dist/everything.js';

/** What one may add, in bytes. */
const LIMIT = 1_500;

/** Not named like a file: what is resolved from it is relative to the working directory. */
const ENTRY = 'application';

const { default: configs } = await import(new URL('../../rollup.config.mjs', import.meta.url).href);
/** The one for `bench/size/application.js`. */
const { external, plugins, output } = configs.at(-1);

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
  const bundle = await rollup({ input: ENTRY, external, plugins: [application, ...plugins] });
  const { output: chunks } = await bundle.generate({ format: 'es', plugins: output.plugins });
  await bundle.close();
  return gzipSync(chunks[0].code, { level: 9 }).length;
}

const core = await sizeOf(['init']);
console.log(`core ${core} bytes gzip; each source adds`);
for (const { name } of [...FURTHER_SOURCES, ...OPTIONAL_SOURCES]) {
  const added = (await sizeOf(['init', name])) - core;
  console.log(
    `${name.padEnd(16)} ${String(added).padStart(5)}${added > LIMIT ? ` and is over ${LIMIT}` : ''}`,
  );
  if (added > LIMIT) process.exitCode = 1;
}
