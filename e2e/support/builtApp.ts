// A built example app (demo/apps) as a web server would deliver it: its files, its index.html for every route of the
// app, a small shop's API, and a same-origin path to the collector.
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Collector } from './collector.ts';
import type { Handler, Routes } from './servePages.ts';

const appsFolder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'demo', 'apps');

/** Long enough that the click's own task is over when the answer comes. */
const answerAfterMs = 20;

/** Longer than a click's account stays open with nothing pending: code that is loaded for the click is. */
const lazyCodeAfterMs = 250;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

const products = [1, 2, 3].map((id) => ({ id, name: `Ball of thread ${id}` }));

/** How the API answers. */
interface ApiOptions {
  /** The least time from one answer to the next, in milliseconds. @defaultValue 0 */
  readonly apartMs?: number;
}

const createApi = ({ apartMs = 0 }: ApiOptions): Handler => {
  let lastAnswer = Promise.resolve();
  return async (request, response) => {
    lastAnswer = Promise.all([delay(answerAfterMs), lastAnswer.then(() => delay(apartMs))]).then(() => {});
    await lastAnswer;
    answer(request.path, response);
  };
};

function answer(path: string, response: ServerResponse): void {
  const [, id] = /^\/api\/products\/(\d+)$/.exec(path) ?? [];
  const body = path === '/api/products' ? products : id ? products[Number(id) - 1] : { about: path };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

const toCollector =
  (collector: Collector): Handler =>
  async ({ headers, body }, response) => {
    const answer = await fetch(`${collector.url}/v1/traces`, {
      method: 'POST',
      // The body came compressed; the page server has undone that.
      headers: { 'content-type': String(headers['content-type']) },
      body: new Uint8Array(body),
    });
    response.writeHead(answer.status).end(await answer.text());
  };

/**
 * The routes of a built app, with its API and `/otlp`.
 * @param output the folder that its build wrote, below demo/apps: `react/dist`, for example.
 * @param edit changes the HTML on its way: adds a script, for example.
 * @param apiOptions how the API answers.
 */
export async function builtApp(
  output: string,
  collector: Collector,
  edit: (html: string) => string = (html) => html,
  apiOptions: ApiOptions = {},
): Promise<Routes> {
  const folder = join(appsFolder, output);
  const api = createApi(apiOptions);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const html = entries.filter(({ name }) => name.endsWith('.html'));
  const pages = await Promise.all(html.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
  const files: Record<string, Handler> = {};
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    const body = type.startsWith('text/html') ? edit(content.toString()) : content;
    const isLazy = file.endsWith('.js') && !pages.some((page) => page.includes(entry.name));
    files[`/${relative(folder, file).split(sep).join('/')}`] = async (_request, response) => {
      if (isLazy) await delay(lazyCodeAfterMs);
      response.setHeader('content-type', type).end(body);
    };
  }
  const index = files['/index.html'] as Handler;
  const known: Routes = {
    ...files,
    '/left': '<!doctype html><title>Left</title>',
    'POST /otlp/v1/traces': toCollector(collector),
  };
  // Asked with and without the method: an API and an app's routes have more paths than can be listed.
  return new Proxy(known, {
    get: (routes, key) => {
      const path = String(key);
      if (path in routes) return routes[path];
      if (path.startsWith('/api/')) return api;
      return /^\/[^.]*$/.test(path) ? (files[`${path.replace(/\/$/, '')}.html`] ?? index) : undefined;
    },
  });
}
