// fetch: a span per call, trace context on the URLs that may have it. What the page passed is handed on
// untouched; the very Response of the browser comes back.
// @see https://fetch.spec.whatwg.org/#fetch-method
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { react } from '../browser/native.js';
import { method, patchMethod } from '../browser/patch.js';
import { blame } from '../context/blame.js';
import { current } from '../context/frame.js';
import type { RequestTracker, Source, TrackedRequest } from './source.js';

interface Call {
  /** What fetch is given: the page's own input, or its text where reading it may have had an effect. */
  readonly input: RequestInfo | URL;
  readonly url: URL;
  readonly method: string;
  readonly mode: RequestMode | undefined;
  readonly redirect: RequestRedirect | undefined;
  readonly signal: AbortSignal | null | undefined;
  readonly request: Request | undefined;
}

/** Reads `url` past anything on the instance; throws for what is no Request of any realm. */
const requestUrl = Object.getOwnPropertyDescriptor(globalThis.Request?.prototype ?? {}, 'url')?.get;

function asRequest(input: unknown): Request | undefined {
  // The usual cases, without the price of an exception.
  if (typeof input !== 'object' || input instanceof URL) return undefined;
  try {
    requestUrl?.call(input);
    return requestUrl && (input as Request);
  } catch {
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
    redirect: init?.redirect ?? request?.redirect,
    signal: init?.signal === undefined ? request?.signal : init.signal,
  };
}

/** What the native fetch is given. */
interface Prepared {
  readonly args: unknown[];
  /** Takes out again what Clew added, for a second try with the same arguments. */
  strip(): void;
}

/** The page's own arguments, or equal ones with the headers added. */
function withHeaders({ input, request, mode }: Call, given: unknown[], tracked: TrackedRequest): Prepared {
  const init = given[1] as RequestInit | undefined;
  // no-cors requests drop such headers; navigate-mode ones (service workers) cannot be rebuilt.
  if (!tracked.mayCarry || mode === 'no-cors' || mode === 'navigate') return { args: given, strip() {} };
  if (request) {
    // What fetch itself does first. The new object is ours, so it may be changed; the body moves, it is not teed.
    const own = new Request(request, init);
    return { args: [own], strip: addHeaders(own.headers, tracked) };
  }
  const merged = new Headers(init?.headers);
  const strip = addHeaders(merged, tracked);
  if (!init) return { args: [input, { headers: merged }], strip };
  // A view, not a copy: members that are getters or inherited are read by fetch itself, once. Its target is a new
  // object, because a proxy of a frozen one could not answer with other headers.
  const view = new Proxy({} as RequestInit, {
    get: (_, key) => (key === 'headers' ? merged : Reflect.get(init, key, init)),
  });
  return { args: [input, view], strip };
}

function addHeaders(to: Headers, tracked: TrackedRequest): () => void {
  const added = tracked.headersToAdd((name) => to.has(name), true);
  for (const [name, value] of added) to.set(name, value);
  return () => {
    for (const [name] of added) to.delete(name);
  };
}

/** Tells of a failure. @returns whether to try again, without what was added. */
function settle(tracked: TrackedRequest, { signal, redirect }: Call, error: unknown): boolean {
  const name = attempt('error name', () => (error as Error)?.name) ?? 'Error';
  if (name === 'TimeoutError') tracked.failed('timeout');
  else if (name === 'AbortError' || signal?.aborted) tracked.aborted();
  // A redirect that the page wants to fail is none of the network's failures.
  else if (redirect !== 'error' && tracked.refused()) return true;
  else tracked.failed(String(name));
  return false;
}

/** Patches `fetch`. */
function captureFetch(tracker: RequestTracker): Stop {
  const stop = patchMethod(globalThis, 'fetch', (native) => {
    const fetch = native as unknown as typeof globalThis.fetch;
    return method((self, args) => {
      const [input, init] = args as [unknown, RequestInit | undefined];
      const call = args.length > 0 ? attempt('fetch', () => readCall(input, init)) : undefined;
      const tracked = call && attempt('fetch span', () => tracker.start(call.method, call.url));
      if (call) args[0] = call.input;
      if (!call || !tracked) return Reflect.apply(fetch, self, args);
      const own = attempt('fetch headers', () => withHeaders(call, args, tracked));
      const frame = current;
      // One derived promise, and the page's: its rejection stays unhandled if the page does not handle it.
      const send = (): Promise<Response> =>
        react(
          Reflect.apply(fetch, self, own?.args ?? args) as Promise<Response>,
          (result) => {
            attempt('fetch response', () => tracked.responded(result.status, result.url));
            return result;
          },
          (error) => {
            if (own && attempt('fetch failure', () => settle(tracked, call, error))) {
              own.strip();
              return send();
            }
            blame(error, frame.context);
            throw error;
          },
        );
      return send();
    });
  });
  return stopAll([stop]);
}

/** Calls of `fetch`. */
export const fetchRequests: Source = { name: 'fetch', start: (deps) => captureFetch(deps.requests()) };
