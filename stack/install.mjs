// @ts-check
// Makes every program of the stack from its registry: `npm run stack:install`. The first time takes about a quarter of an hour on
// two cores; what was made stays in .cache/stack.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, setUp } from '../scripts/setUp.mjs';
import { runCommand } from '../scripts/steps.mjs';
import { cache, makeOnce } from './makeOnce.mjs';
import { needTools } from './tools.mjs';

/** Where a program made by this file lies. */
export const binary = (/** @type {string} */ name) => join(cache, 'bin', name);

/** Stripped: together the programs would be twice as large, and nobody debugs them here. */
const goBuild = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o'];

/** A program of a Go module that lies in `stack/`, or of one that its go.mod only requires. */
function makeGo(/** @type {string} */ name, /** @type {string} */ folder, program = '.') {
  return makeOnce(name, [folder], () =>
    runCommand('go', ['-C', join(root, folder), ...goBuild, binary(name), program]),
  );
}

/** A Maven project; what it makes lies in `.cache/stack/<name>`. */
function makeMaven(/** @type {string} */ name, /** @type {string} */ folder) {
  const args = ['-q', '-B', '-f', join(root, folder, 'pom.xml'), `-Dstack.output=${join(cache, name)}`];
  return makeOnce(name, [folder], () => {
    // Maven adds to its output folder; a library of another version would stay beside the new one.
    rmSync(join(cache, name), { recursive: true, force: true });
    return runCommand('mvn', [...args, 'package']);
  });
}

/** The Collector: its builder writes a main package from builder.yaml, which is built like any other. */
function makeCollector() {
  const manifest = 'stack/collector/builder.yaml';
  const [, version] = /version: (\S+)/.exec(readFileSync(join(root, manifest), 'utf8')) ?? [];
  const builder = `go.opentelemetry.io/collector/cmd/builder@v${version}`;
  const source = join(cache, 'collector');
  return makeOnce(
    'otelcol',
    [manifest],
    async () =>
      (await runCommand('go', ['install', builder], { GOBIN: join(cache, 'bin') })) &&
      (await runCommand(binary('builder'), ['--config', manifest, '--skip-compilation'])) &&
      runCommand('go', ['-C', source, ...goBuild, binary('otelcol'), '.']),
  );
}

/** A virtual environment with both Python services' dependencies. */
function makePython() {
  const requirements = 'stack/services/requirements.txt';
  const folder = join(cache, 'python');
  return makeOnce(
    'python',
    [requirements],
    async () =>
      (await runCommand('python3', ['-m', 'venv', folder])) &&
      runCommand(join(folder, 'bin', 'pip'), ['install', '-q', '--no-deps', '-r', requirements]),
  );
}

/**
 * Makes what is missing or out of date.
 * @returns {Promise<void>}
 * @throws With a message for people, when a tool is missing or a build failed.
 */
export async function installStack() {
  setUp();
  needTools();
  await makeMaven('zipkin', 'stack/zipkin');
  await makeMaven('shipping', 'stack/services/shipping');
  await makePython();
  await makeGo('stock', 'stack/services/stock');
  await makeGo('manifests', 'stack/manifests');
  await makeCollector();
  await makeGo('jaeger', 'stack/jaeger', 'github.com/jaegertracing/jaeger/cmd/jaeger');
  await makeGo('tempo', 'stack/tempo', 'github.com/grafana/tempo/cmd/tempo');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installStack().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
