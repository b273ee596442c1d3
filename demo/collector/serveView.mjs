// The trace view's own files: demo/view as it is on disk, and its three libraries from node_modules. No build, no CDN.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const viewFolder = fileURLToPath(new URL('../view/', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const libraries = {
  '/vendor/preact.mjs': join(dirname(resolve('preact')), 'preact.mjs'),
  '/vendor/preactHooks.mjs': join(dirname(resolve('preact/hooks')), 'hooks.mjs'),
  '/vendor/htm.mjs': join(dirname(resolve('htm')), 'htm.mjs'),
};
const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};

/**
 * Answers a request for the view; 404 for what is not part of it. Files are looked up by name in a fixed list, never by path, and
 * read anew each time, so an edit shows on reload.
 * @param {string} path
 * @param {string} shopUrl where the view's empty list leads, or ''
 * @param {import('node:http').ServerResponse} response
 */
export function serveView(path, shopUrl, response) {
  const file = fileOf(path);
  if (!file) return response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`Nothing at ${path}\n`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Content-Type', contentTypes[extname(file)]);
  if (path !== '/') return response.end(readFileSync(file));
  const page = readFileSync(file, 'utf8').replaceAll('{{shopUrl}}', shopUrl);
  response.setHeader('Content-Security-Policy', contentSecurityPolicy(page));
  response.end(page);
}

function fileOf(path) {
  if (path === '/') return join(viewFolder, 'index.html');
  if (path in libraries) return libraries[path];
  const name = /^\/view\/([\w-]+\.\w+)$/.exec(path)?.[1];
  return name && readdirSync(viewFolder).includes(name) ? join(viewFolder, name) : undefined;
}

// The import map is the page's only inline script: it is allowed by its hash, and nothing else inline is.
function contentSecurityPolicy(html) {
  const importMap = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(importMap).digest('base64');
  return `default-src 'none'; script-src 'self' 'sha256-${hash}'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'`;
}
