// The page and the endpoints of the tests about XMLHttpRequest.
import { readFile } from 'node:fs/promises';
import type { Collector } from './collector.ts';
import type { Handler, Routes } from './servePages.ts';

const scripts = await Promise.all(
  ['xhrProbe', 'xhrForms', 'xhrLife'].map((name) =>
    readFile(new URL(`../pages/${name}.js`, import.meta.url), 'utf8'),
  ),
);

/** Longer than a case waits, shorter than a browser's patience. */
const slow: Handler = (_request, response) => void setTimeout(() => response.end('slow'), 1_000);

const typed =
  (type: string, text: string): Handler =>
  (_request, response) =>
    void response.setHeader('content-type', type).end(text);

/** Endpoints that answer in every way a request can end. */
export const api: Routes = {
  '/api/echo': ({ method, headers, body }, response) =>
    void response
      .setHeader('content-type', 'text/plain')
      .end(JSON.stringify([method, headers['x-page'], headers['content-type'], body.toString()])),
  '/api/length': ({ body }, response) => void response.end(String(body.length)),
  '/api/form': ({ headers }, response) => void response.end(headers['content-type']?.split(';')[0]),
  '/api/json': typed('application/json', '{"a":1}'),
  '/api/xml': typed('application/xml', '<root/>'),
  '/api/empty': (_request, response) => void response.writeHead(204).end(),
  '/api/redirect': (_request, response) =>
    void response.writeHead(302, { location: '/api/echo?redirected' }).end(),
  '/api/broken': (_request, response) => void response.writeHead(503).end('broken'),
  '/api/slow': slow,
  '/api/slow/aborted': slow,
  '/api/slow/timeout': slow,
  '/api/slow/reopened': slow,
  '/api/reset': (_request, response) => void response.destroy(),
  '/ignored': ({ body }, response) => void response.end(body),
};

/** Clew's script tag; `more` is further attributes. */
export const tag = (collector: Collector, more = ''): string =>
  `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="interactions,xhr" ${more}></script>`;

/** A page that has the cases, the address of another origin, and a function that makes one request to its end. */
export const page = (
  head: string,
  other = '',
): string => `<!doctype html><title>XHR</title><base href="/api/"><head>${head}</head>
  <script>window.other = '${other}';
    window.request = (method, url, prepare = () => {}) => new Promise((resolve) => {
      const xhr = new XMLHttpRequest();
      xhr.open(method, url);
      xhr.onloadend = () => resolve();
      prepare(xhr);
      xhr.send();
    });</script><script>${scripts.join('\n')}</script>`;
