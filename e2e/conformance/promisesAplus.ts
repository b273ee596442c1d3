// Pages that run the package promises-aplus-tests in a browser, where its own runner, made for Node, cannot.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Handler, Routes } from '../support/servePages.ts';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('promises-aplus-tests')), 'tests');
/** What the package itself depends on, in the versions that it asks for. */
const fromPackage = createRequire(folder);

/** The package's test files as functions, by name. */
async function bundle(): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js')).sort();
  const modules = files.map(async (name) => {
    const source = await readFile(join(folder, name), 'utf8');
    return `${JSON.stringify(basename(name, '.js'))}: function (require, module, exports, global) {${source}\n}`;
  });
  return `window.suite = {${(await Promise.all(modules)).join(',\n')}};`;
}

const asScript =
  (body: string): Handler =>
  (_request, response) =>
    void response.setHeader('content-type', 'text/javascript').end(body);

const page = (head: string) => `<!doctype html><meta charset="utf-8"><title>Promises/A+</title>${head}
  <script src="/mocha.js"></script><script src="/sinon.js"></script>
  <script src="/suite.js"></script><script src="/promisesAplus.js"></script>`;

const clew = `<script src="/clew.min.js" data-service-name="conformance" data-capture="interactions"></script>`;

/** `/bare` and `/clew`, each with `promisesAplus.run(mode)`, and the scripts they load. */
export async function promisesAplusPages(): Promise<Routes> {
  const [mocha, sinon, runner] = await Promise.all(
    [
      join(dirname(fromPackage.resolve('mocha')), 'mocha.js'),
      join(dirname(fromPackage.resolve('sinon')), '../pkg/sinon.js'),
      new URL('./promisesAplus.js', import.meta.url),
    ].map((file) => readFile(file, 'utf8')),
  );
  return {
    '/bare': page(''),
    '/clew': page(clew),
    '/mocha.js': asScript(mocha as string),
    '/sinon.js': asScript(sinon as string),
    '/suite.js': asScript(await bundle()),
    '/promisesAplus.js': asScript(runner as string),
  };
}
