// fetch: a span per call, trace context on the URLs that may have it. What the page passed is handed on
// untouched; the very Response of the browser comes back.
// @see https://fetch.spec.whatwg.org/#fetch-method
import { attempt, type Stop } from '../browser/guard.js';
import { react } from '../browser/native.js';
import { method, patchMethod } from '../browser/patch.js';
import { blame } from '../context/blame.js';
import { current } from '../context/frame.js';
import { headersToAdd } from './request.js';
import type { RequestTracker, Source, TrackedRequest } from './source.js';

interface Call {
  /** What fetch is given: the page's own input, or its text where reading it may have had an effect. */
  readonly input: RequestInfo | URL;
  readonly url: URL;
  readonly method: string;
  readonly mode: RequestMode | undefined;
  readonly signal: AbortSignal | null | undefined;
  readonly request: Request | undefined;
}

/** Reads `url` past anything on the instance; throws for what is no Request of any realm. */
const requestUrl = Object.getOwnPropertyDescriptor(globalThis.Request?.prototype ?? {}, 'url')?.get;

function asRequest(input: unknown): Request | undefined {
  try {
    requestUrl?.call(input);
    return requestUrl && (input as Request);
  } catch {
    // A string or URL: the usual case.
    return undefined;
  }
}

/** What this call will ask for. */
function readCall(given: unknown, init: RequestInit | null | undefined): Call {
  const request = asRequest(given);
  const input = request ?? (given instanceof URL ? given : `${given}`);
  return {
    request,
    input,
    url: new URL(request ? request.url : String(input), globalThis.document?.baseURI ?? location.href),
    method: String(init?.method ?? request?.method ?? 'GET'),
    mode: init?.mode ?? request?.mode,
    signal: init?.signal === undefined ? request?.signal : init.signal,
  };
}

/** The arguments for the native fetch: the page's own ones, or equal ones with the headers added. */
function withHeaders(
  { input, request, mode }: Call,
  init: RequestInit | undefined,
  tracked: TrackedRequest,
): [RequestInfo | URL, RequestInit?] {
  // no-cors requests drop such headers; navigate-mode ones (service workers) cannot be rebuilt.
  const isPlain = Object.keys(tracked.headers).length === 0 || mode === 'no-cors' || mode === 'navigate';
  if (isPlain) return init === undefined ? [input] : [input, init];
  if (request) {
    // What fetch itself does first. The new object is ours, so it may be changed; the body moves, it is not teed.
    const own = new Request(request, init);
    addHeaders(own.headers, tracked);
    return [own];
  }
  const merged = new Headers(init?.headers);
  addHeaders(merged, tracked);
  if (!init) return [input, { headers: merged }];
  // A view, not a copy: members that are getters or inherited are read by fetch itself, once. Its target is a new
  // object, because a proxy of a frozen one could not answer with other headers.
  const view = new Proxy({} as RequestInit, {
    get: (_, key) => (key === 'headers' ? merged : Reflect.get(init, key, init)),
  });
  return [input, view];
}

function addHeaders(to: Headers, tracked: TrackedRequest): void {
  for (const [name, value] of headersToAdd(tracked, (name) => to.has(name))) to.set(name, value);
}

function settle(tracked: TrackedRequest, signal: AbortSignal | null | undefined, error: unknown): void {
  const name = attempt('error name', () => (error as Error)?.name) ?? 'Error';
  if (name === 'TimeoutError') tracked.failed('timeout');
  else if (name === 'AbortError' || signal?.aborted) tracked.aborted();
  else tracked.failed(String(name));
}

/** Patches `fetch`. */
function captureFetch(tracker: RequestTracker): Stop {
  const stop = patchMethod(globalThis, 'fetch', (native) => {
    const fetch = native as unknown as typeof globalThis.fetch;
    return method((self, args) => {
      const [input, init] = args as [RequestInfo | URL, RequestInit | undefined];
      const call = args.length > 0 ? attempt('fetch', () => readCall(input, init)) : undefined;
      const tracked = call && attempt('fetch span', () => tracker.start(call.method, call.url));
      if (call) args[0] = call.input;
      if (!call || !tracked) return Reflect.apply(fetch, self, args);
      const own = attempt('fetch headers', () => withHeaders(call, init, tracked)) ?? args;
      const frame = current;
      const response = Reflect.apply(fetch, self, own) as Promise<Response>;
      // One derived promise, and the page's: its rejection stays unhandled if the page does not handle it.
      return react(
        response,
        (result) => {
          attempt('fetch response', () => tracked.responded(result.status));
          return result;
        },
        (error) => {
          blame(error, frame.context);
          attempt('fetch failure', () => settle(tracked, call.signal, error));
          throw error;
        },
      );
    });
  });
  return stop ?? (() => {});
}

/** Calls of `fetch`. */
export const fetchRequests: Source = { name: 'fetch', start: (deps) => captureFetch(deps.requests()) };
