// @ts-check
// One page a contestant, over HTTP, everything bundled and read before the first sample: while pages are measured,
// dist/ may be rebuilt. Also the collector that Clew's spans go to: it says yes.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { root } from '../../scripts/setUp.mjs';

const pages = fileURLToPath(new URL('./pages/', import.meta.url));

/** @param {string} entry @param {string} build */
async function bundle(entry, build) {
  const clew = {
    name: 'clew',
    resolveId: (/** @type {string} */ id) => (id === 'clew' ? join(build, 'index.js') : null),
  };
  const built = await rollup({
    input: join(pages, entry),
    plugins: [clew, nodeResolve({ browser: true, rootDir: root, modulePaths: [join(root, 'node_modules')] })],
    // Packages of OpenTelemetry say `this` at the top level of a module; it is undefined, as they expect.
    onwarn: () => {},
  });
  const { output } = await built.generate({ format: 'es' });
  await built.close();
  return output[0].code;
}

/** @param {import('./contestants.mjs').Contestant} contestant @param {string} build */
async function pageOf({ entry, tag, build: own }, build) {
  const folder = own ?? build;
  const script = tag
    ? `<script data-service-name="bench" data-endpoint="/">${readFileSync(join(folder, 'clew.min.js'), 'utf8').replaceAll('</script', '<\\/script')}</script>`
    : '';
  const setUp = entry ? `<script type="module">${await bundle(entry, folder)}</script>` : '';
  return `<!doctype html><title>bench</title><link rel="icon" href="data:,">${script}${setUp}
    <button>start</button><script type="module">
      import { sample } from '/sample.js';
      globalThis.sample = sample;
    </script>`;
}

/**
 * Starts the server.
 * @param {readonly import('./contestants.mjs').Contestant[]} contestants
 * @param {string} build Folder of the Clew build.
 * @returns {Promise<{ urlOf(name: string): string, stop(): void }>} `urlOf` a contestant by its name.
 */
export async function servePages(contestants, build) {
  /** @type {Map<string, { type: string, body: string }>} */
  const files = new Map();
  for (const [index, contestant] of contestants.entries())
    files.set(`/${index}`, { type: 'text/html', body: await pageOf(contestant, build) });
  for (const name of ['sample.js', 'operations.js'])
    files.set(`/${name}`, { type: 'text/javascript', body: readFileSync(join(pages, name), 'utf8') });

  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    if (!file) return void response.writeHead(request.method === 'POST' ? 200 : 404).end();
    // Isolated pages have a clock of 5 microseconds instead of 100.
    response
      .setHeader('content-type', `${file.type}; charset=utf-8`)
      .setHeader('cross-origin-opener-policy', 'same-origin')
      .setHeader('cross-origin-embedder-policy', 'require-corp')
      .end(file.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${contestants.findIndex((one) => one.name === name)}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
