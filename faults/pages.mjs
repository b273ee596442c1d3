// @ts-check
// The page under test, over real HTTP: Clew's script-tag build, and a script that makes spans and counts them.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const build = new URL('../dist/clew.min.js', import.meta.url);

/** Collects what the page's users would see as its failure; and makes its long waits short (`speed`) or its clock late (`later`, ms). */
const before = `<script>
  window.pageErrors = [];
  addEventListener('error', (event) => pageErrors.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => pageErrors.push(String(event.reason)));
  { const query = new URLSearchParams(location.search), speed = Number(query.get('speed') ?? 1), later = Number(query.get('later') ?? 0);
    const { setTimeout: set } = window, { now } = Date;
    // Only what waits for longer than a request may take: a request must not time out because the clock is fast.
    if (speed > 1) window.setTimeout = (f, ms, ...rest) => set(f, ms > 10_000 ? ms / speed : ms, ...rest);
    if (later) Date.now = () => now() + later; }
</script>`;

/** Spans as applications make them: about 1 kB of JSON. */
const after = `<script>
  window.made = 0;
  window.make = (count, name = 'item', more = {}) => {
    const tracer = clew.trace.getTracer('faults', '1.0');
    for (let i = 0; i < count; i++, made++) tracer.startSpan(name, { attributes: {
      'http.request.method': 'GET', 'url.full': 'https://shop.example.com/api/products/' + made * 7919 % 100003 + '?page=REDACTED',
      'http.response.status_code': 200, 'item.position': made, 'item.price': made * 1.37, 'item.label': 'Garden chair, oak, number ' + made,
      'server.address': 'shop.example.com', 'user.segment': made % 3 ? 'returning' : 'new', ...more } }).end();
  };
  window.dropped = () => Object.entries(clew.stats()).reduce((sum, [name, n]) => sum + (/(traces|spool)\\.dropped/.test(name) ? n : 0), 0);
</script>`;

/**
 * @typedef {{ head?: string, init?: Record<string, unknown>, hooks?: string, body?: string, headers?: Record<string, string> }} PageSpec
 *   `hooks`: the code of an object with those options that are functions.
 * @typedef {Awaited<ReturnType<typeof startShop>>} Shop
 */

/** Starts the page's own server. */
export async function startShop() {
  const code = await readFile(build);
  /** @type {PageSpec} */
  let spec = {};
  /** @type {{ url: string, headers: import('node:http').IncomingHttpHeaders, atMs: number, body: string }[]} */
  let requests = [];
  /** @type {Record<string, import('node:http').RequestListener>} */
  let routes = {};
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?')[0] ?? '/';
    const route = routes[path];
    if (route) return route(request, response);
    if (path === '/clew.min.js') return response.setHeader('content-type', 'text/javascript').end(code);
    if (path === '/') {
      for (const [name, value] of Object.entries(spec.headers ?? {})) response.setHeader(name, value);
      return response.setHeader('content-type', 'text/html').end(html(spec));
    }
    requests.push({ url, headers: request.headers, atMs: Date.now(), body: String(await buffer(request)) });
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Next</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    /** Requests other than for the page and Clew. */
    requests: () => requests,
    /** @param {PageSpec} next @param {typeof routes} [nextRoutes] */
    serve(next, nextRoutes = {}) {
      spec = next;
      routes = nextRoutes;
      requests = [];
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {PageSpec} spec */
function html({ head = '', init = {}, hooks = '{}', body = '' }) {
  const options = JSON.stringify({ serviceName: 'faults', capture: [], ...init }).replaceAll('<', '\\u003c');
  const start = `<script>clew.init({ ...${options}, ...${hooks} })</script>`;
  return `<!doctype html><html><head><title>Fault</title>${before}${head}<script src="/clew.min.js"></script>${start}${after}</head><body>${body}</body></html>`;
}
