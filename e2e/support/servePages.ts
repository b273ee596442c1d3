// Real pages and endpoints over real HTTP, each server an origin of its own on a free port. Everything that arrives is
// recorded, because what a test asserts is what a backend would have received.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type CorsPolicy, corsHeaders } from './cors.ts';
import { serveBuild } from './serveBuild.ts';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; what came twice is joined as Node joins it. */
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
}

/** Answers a request itself; the body has been read already. */
export type Handler = (request: RecordedRequest, response: ServerResponse) => void | Promise<void>;

/** Path, or method and path (`'POST /api/orders'`), to an HTML page or a handler. A bare path answers any method. */
export type Routes = Readonly<Record<string, string | Handler>>;

/** How an origin behaves. */
export interface ServeOptions {
  /** Headers for requests from other origins; preflights are then answered by the server. @defaultValue none */
  readonly cors?: CorsPolicy;
  /** https, with a certificate that no browser trusts unless told to. @defaultValue false */
  readonly tls?: boolean;
}

/** A running origin. */
export interface PageServer {
  /** `http://127.0.0.1:port`, or `https:`, without a trailing slash. */
  readonly origin: string;
  /** Everything received so far, preflights included, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Those of `requests` with this path, preflights left out. */
  requestsTo(path: string): RecordedRequest[];
  /** Closes the port and all connections. */
  stop(): Promise<void>;
}

/** Ports of this worker's origins. A browser that is kept for many tests still has what they stored. */
const used = new Set<number>();

/** Listens on a port that no origin before it had. */
async function listenAnew(server: Server): Promise<number> {
  for (;;) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (!used.has(port)) {
      used.add(port);
      return port;
    }
    server.close();
    await once(server, 'close');
  }
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const url = new URL(request.url ?? '/', 'http://origin.invalid');
  const { method = 'GET', headers } = request;
  const sent = await buffer(request);
  const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  return { method, path: url.pathname, query: url.searchParams, headers, body };
}

async function answer(routes: Routes, request: RecordedRequest, response: ServerResponse): Promise<void> {
  const route = routes[`${request.method} ${request.path}`] ?? routes[request.path];
  if (typeof route === 'function') return route(request, response);
  if (typeof route === 'string') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(route);
    return;
  }
  if (!(await serveBuild(request.path, response))) response.writeHead(404).end();
}

const certificate = readFileSync(new URL('./loopback.pem', import.meta.url));

/** Starts an origin that serves `routes`, and the build and its dependencies beside them (see serveBuild). */
export async function servePages(routes: Routes, { cors, tls }: ServeOptions = {}): Promise<PageServer> {
  const requests: RecordedRequest[] = [];
  const respond = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await record(incoming);
    requests.push(request);
    if (cors) response.setHeaders(new Map(corsHeaders(cors, request.headers.origin)));
    if (cors && request.method === 'OPTIONS') response.writeHead(204).end();
    else await answer(routes, request, response);
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    // A page that goes away in mid-request is part of what is tested; the browser sees the connection end.
    respond(incoming, response).catch(() => response.destroy());
  };
  const server = tls
    ? createTlsServer({ key: certificate, cert: certificate }, listener)
    : createServer(listener);
  const port = await listenAnew(server);
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    requestsTo: (path) => requests.filter((request) => request.path === path && request.method !== 'OPTIONS'),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
