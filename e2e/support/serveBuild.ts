// Clew as its users get it: the minified build at /clew.min.js, the ES modules at /dist/, and the packages they import at
// /node_modules/, found by the browser through an import map. Nothing is bundled for the tests.
import { readFile, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.map': 'application/json',
};

const imports = {
  clew: '/dist/index.js',
  '@opentelemetry/api': '/node_modules/@opentelemetry/api/build/esm/index.js',
  'web-vitals': '/node_modules/web-vitals/dist/web-vitals.js',
};

/**
 * An import map that finds some packages elsewhere.
 * @param more packages and their addresses, for all modules.
 * @param scopes the same, for modules below an address.
 */
export function importMapWith(
  more: Readonly<Record<string, string>>,
  scopes: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): string {
  return `<script type="importmap">${JSON.stringify({ imports: { ...imports, ...more }, scopes })}</script>`;
}

/** Put into a page's head, lets its modules `import { init } from 'clew'` and `@opentelemetry/api`. */
export const importMap: string = importMapWith({});

/** @opentelemetry/api's ES modules import each other without extension, as only bundlers resolve. */
async function withExtension(path: string): Promise<string> {
  if (extname(path)) return path;
  const isFolder = await stat(join(root, path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? `${path}/index.js` : `${path}.js`;
}

/**
 * Serves a file of the build or of a dependency.
 * @returns Whether `path` is one of those; if not, the response is untouched.
 */
export async function serveBuild(path: string, response: ServerResponse): Promise<boolean> {
  // URL parsing has removed every '..' already.
  const file = /^\/clew\.min\.js(\.map)?$/.test(path) ? `/dist${path}` : path;
  if (!/^\/(dist|node_modules)\/./.test(file)) return false;
  const resolved = await withExtension(file);
  if (resolved !== file) {
    // Redirected, not served in place: the module's own relative imports start from its real address.
    response.writeHead(307, { location: resolved }).end();
    return true;
  }
  const content = await readFile(join(root, file)).catch(() => undefined);
  if (!content) return false;
  response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream').end(content);
  return true;
}
