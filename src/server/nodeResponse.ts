// Node's own response object, which http, Express and Fastify share: the header is added at the last moment, when the
// caching headers are known and the clock reads what the browser will compare with.
import type { SpanContext } from '@opentelemetry/api';
import { appendTrace, isShared, SERVER_TIMING } from './serverTiming.js';

/** What is used of Node's `http.ServerResponse` and `http2.Http2ServerResponse`. */
export interface NodeResponse {
  getHeader(name: string): unknown;
  setHeader(name: string, value: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: Node's overloads differ between http and http2.
  writeHead: (...args: any[]) => any;
}

type Pair = readonly [name: string, value: unknown];

/** Has `response` name the trace of `span` when its head is written. Never throws; without a span it does nothing. */
export function joinNodeResponse(response: NodeResponse, span: SpanContext | undefined): void {
  if (!span || typeof response?.writeHead !== 'function') return;
  const writeHead = response.writeHead;
  response.writeHead = function (this: NodeResponse, ...args: unknown[]): unknown {
    response.writeHead = writeHead;
    try {
      args = withTrace(response, span, args);
    } catch {
      // Headers that cannot be read (or are sent already): the response's own error, if it is one, comes from Node.
    }
    return Reflect.apply(writeHead, this, args);
  };
}

/** The arguments for `writeHead`; without headers among them, the header is set on the response. */
function withTrace(response: NodeResponse, span: SpanContext, args: readonly unknown[]): unknown[] {
  const given = args.findIndex((arg) => typeof arg === 'object' && arg !== null);
  const pairs = given < 0 ? [] : pairsOf(args[given] as object);
  // What `writeHead` is given replaces what was set before.
  const read = (name: string): unknown => {
    const found = pairs.filter((pair) => String(pair[0]).toLowerCase() === name.toLowerCase());
    return found.length ? found.map((pair) => pair[1]).join(', ') : response.getHeader(name);
  };
  if (isShared(read)) return [...args];
  const value = appendTrace(String(read(SERVER_TIMING) ?? ''), span);
  if (given < 0) {
    response.setHeader(SERVER_TIMING, value);
    return [...args];
  }
  return args.map((arg, index) => (index === given ? withHeader(arg as object, pairs, value) : arg));
}

/** Node takes an object, a flat list or a list of pairs. */
function pairsOf(headers: object): readonly Pair[] {
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers as Pair[];
  return Array.from({ length: headers.length >> 1 }, (_, i) => [headers[2 * i], headers[2 * i + 1]] as const);
}

/** The same headers in the same form, with one `Server-Timing`. */
function withHeader(headers: object, pairs: readonly Pair[], value: string): object {
  const others = pairs.filter(([name]) => String(name).toLowerCase() !== SERVER_TIMING.toLowerCase());
  const all: Pair[] = [...others, [SERVER_TIMING, value]];
  if (!Array.isArray(headers)) return Object.fromEntries(all);
  return Array.isArray(headers[0]) ? all : all.flat();
}
