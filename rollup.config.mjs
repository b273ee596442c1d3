// Two bundles out of what tsc emitted: the script-tag build, and the one that only measures what `import { init }` costs.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Hands rollup the source maps of tsc, so that the bundle's map leads to the TypeScript. */
const sourceMapsOfTsc = {
  name: 'source-maps-of-tsc',
  /** @param {string} id */
  async load(id) {
    if (!/[\\/]dist[\\/].*\.js$/.test(id)) return null;
    return { code: await readFile(id, 'utf8'), map: JSON.parse(await readFile(`${id}.map`, 'utf8')) };
  },
};

/**
 * The newest `@opentelemetry/api` for the script tags: a copy of the API that a library brings finds what another copy has
 * registered only if that one is not older.
 */
const newestApi = {
  name: 'newest-api',
  /** @param {string} id */
  resolveId: (id) =>
    id === '@opentelemetry/api' ? fileURLToPath(import.meta.resolve('otel-api-1.10')) : null,
  /**
   * Its one property descriptor, on which everything rests, would inherit what a page adds to Object.prototype (`get`).
   * @param {string} code
   * @param {string} id
   */
  transform(code, id) {
    if (!id.endsWith('global-utils.mjs')) return null;
    const descriptor = 'Object.defineProperty({}, "version", {';
    if (!code.includes(descriptor)) throw new Error('@opentelemetry/api makes its global in another way');
    return { code: code.replace(descriptor, `${descriptor} __proto__: null,`), map: null };
  },
};

const minify = terser({ ecma: 2020, compress: { passes: 3 } });

/**
 * V8 compiles all functions of a script that begins so while it loads, off the main thread; otherwise some 460 of them one by one
 * while the page waits.
 * @see https://v8.dev/blog/explicit-compile-hints
 */
const compileHint = '//# allFunctionsCalledOnLoad';

const minifyTag = terser({
  ecma: 2020,
  // Arrows also in place of functions that others wrote without `this`; unsafe only if one were called with `new`.
  // `inline: 1`, for what is but a `return`: bodies that are pasted into others differ more, and gzip finds less in them.
  compress: { passes: 3, unsafe_arrows: true, inline: 1 },
  format: { preamble: compileHint },
});

/** @type {NonNullable<import('rollup').RollupOptions['onwarn']>} */
const failOnWarning = (warning) => {
  throw new Error(`rollup: ${warning.message}`);
};

/** @type {import('rollup').RollupOptions[]} */
export default [
  {
    input: 'dist/cdn.js',
    plugins: [sourceMapsOfTsc, newestApi, resolve({ browser: true })],
    onwarn: failOnWarning,
    output: { file: 'dist/clew.min.js', format: 'iife', sourcemap: true, plugins: [minifyTag] },
  },
  {
    // Put into pages, or asked for ahead of everything: its size is its purpose.
    input: 'dist/loader.js',
    plugins: [sourceMapsOfTsc, resolve({ browser: true })],
    onwarn: failOnWarning,
    output: { file: 'dist/clew-loader.min.js', format: 'iife', strict: false, plugins: [minify] },
  },
  {
    // The worker's half for workers without a bundler: importScripts('clew-worker.min.js'); clewWorker.joinPage().
    input: 'dist/worker.js',
    plugins: [sourceMapsOfTsc, resolve({ browser: true })],
    onwarn: failOnWarning,
    output: {
      file: 'dist/clew-worker.min.js',
      format: 'iife',
      name: 'clewWorker',
      sourcemap: true,
      plugins: [minify],
    },
  },
  {
    // What an application's bundler keeps of Clew's own code; the peer API and web-vitals are counted by their owners.
    input: 'bench/size/application.js',
    external: ['@opentelemetry/api', 'web-vitals'],
    plugins: [sourceMapsOfTsc, resolve({ browser: true })],
    onwarn: failOnWarning,
    output: { file: '.cache/size/index.js', format: 'es', plugins: [minify] },
  },
];
