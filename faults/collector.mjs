// @ts-check
// A collector on a real socket that misbehaves on command and knows which spans it has kept.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { accept } from './misbehaviour.mjs';

/**
 * @typedef {{ signal: string, spanIds: string[], names: string[], resources: Record<string, unknown>[], isGzip: boolean,
 *   isKept: boolean, sizeBytes: number, headers: import('node:http').IncomingHttpHeaders, atMs: number, text: string }} Received
 * @typedef {Awaited<ReturnType<typeof startCollector>>} Collector
 */

const ALLOWED = 'content-type, content-encoding, x-key';

/** Starts one on a free port of 127.0.0.1. */
export async function startCollector() {
  /** @type {Received[]} */
  let received = [];
  let preflights = 0;
  let port = 0;
  let connections = 0;
  const state = {
    /** How the next requests are answered. @type {import('./misbehaviour.mjs').Behaviour} */
    behaviour: accept,
    /** `Access-Control-Allow-Headers`, and the origin: the caller's unless it is said here. */
    allowHeaders: ALLOWED,
    /** @type {string | undefined} */
    allowOrigin: undefined,
  };

  /** @type {import('node:http').RequestListener} */
  const handle = async (request, response) => {
    if (request.method === 'OPTIONS') {
      preflights++;
      response.setHeader('access-control-allow-origin', state.allowOrigin ?? request.headers.origin ?? '*');
      response.setHeader('access-control-allow-headers', state.allowHeaders);
      response.writeHead(204).end();
      return;
    }
    const entry = read(request, await buffer(request));
    received.push(entry);
    entry.isKept = state.behaviour(request, response);
  };
  const serve = () =>
    createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
  let server = serve();

  async function up() {
    server = serve();
    server.on('connection', (socket) => {
      connections++;
      socket.on('close', () => connections--);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  }
  async function down() {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  await up();

  const kept = () => received.filter(({ isKept }) => isKept).flatMap(({ spanIds }) => spanIds);
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    up,
    down,
    /** Every request, oldest first. */
    received: () => received,
    preflights: () => preflights,
    connections: () => connections,
    /** Distinct spans that were kept. */
    arrived: () => new Set(kept()).size,
    /** Spans that were kept more than once. */
    duplicates: () => kept().length - new Set(kept()).size,
    clear() {
      received = [];
      preflights = 0;
      Object.assign(state, { behaviour: accept, allowHeaders: ALLOWED, allowOrigin: undefined });
    },
  };
}

/** @param {import('node:http').IncomingMessage} request @param {Buffer} body @returns {Received} */
function read({ headers, url }, body) {
  const isGzip = headers['content-encoding'] === 'gzip';
  const text = String(isGzip ? gunzipSync(body) : body);
  const parsed = JSON.parse(text);
  const records = (parsed.resourceSpans ?? []).flatMap((/** @type {any} */ { scopeSpans }) =>
    scopeSpans.flatMap((/** @type {any} */ { spans }) => spans),
  );
  const resources = (parsed.resourceSpans ?? parsed.resourceLogs).map((/** @type {any} */ { resource }) =>
    Object.fromEntries(
      resource.attributes.map((/** @type {any} */ { key, value }) => [
        key,
        value.intValue ?? value.stringValue,
      ]),
    ),
  );
  return {
    signal: String(url).replace('/v1/', ''),
    spanIds: records.map((/** @type {any} */ { spanId }) => spanId),
    names: records.map((/** @type {any} */ { name }) => name),
    resources,
    isGzip,
    isKept: false,
    sizeBytes: body.length,
    headers,
    atMs: Date.now(),
    text,
  };
}
