// What a call of fetch asks for, and the arguments that ask for the same with Clew's headers. What the page passed is only
// read.
// @see https://fetch.spec.whatwg.org/#requestinit
import { getter } from '../browser/native.js';
import type { TrackedRequest } from './source.js';

/** A call of fetch, as far as Clew needs to know. */
export interface Call {
  /** What fetch is given: the page's own input, or its text where reading it may have had an effect. */
  readonly input: RequestInfo | URL;
  readonly url: URL;
  readonly method: string;
  readonly mode: RequestMode | undefined;
  readonly redirect: RequestRedirect | undefined;
  readonly signal: AbortSignal | null | undefined;
  readonly request: Request | undefined;
}

/** Throws for what is no Request of any realm. */
const requestUrl = getter<string>(globalThis.Request?.prototype, 'url');

function asRequest(input: unknown): Request | undefined {
  // The usual cases, without the price of an exception.
  if (!input || typeof input !== 'object' || input instanceof URL) return undefined;
  try {
    return requestUrl(input) === undefined ? undefined : (input as Request);
  } catch {
    return undefined;
  }
}

/**
 * What this call will ask for.
 * @throws for what is no URL, and for what only another fetch than the browser's can read.
 */
export function readCall(given: unknown, init: RequestInit | null | undefined): Call {
  const request = asRequest(given);
  // A Request of another library's: only the fetch that it goes with can read it.
  if (!request && typeof Object(given).url === 'string') throw new TypeError('unknown kind of Request');
  const input = request ?? (given instanceof URL ? given : `${given}`);
  return {
    request,
    input,
    url: new URL(
      String(request ? requestUrl(request) : input),
      globalThis.document?.baseURI ?? location.href,
    ),
    method: String(init?.method ?? request?.method ?? 'GET'),
    mode: init?.mode ?? request?.mode,
    redirect: init?.redirect ?? request?.redirect,
    signal: init?.signal === undefined ? request?.signal : init.signal,
  };
}

/** What the native fetch is given. */
export interface Prepared {
  args: unknown[];
  /** Takes out again what Clew added, for a second try. */
  strip(): void;
}

/** Members of RequestInit. A page may inherit them, or have them as getters of a class. */
const MEMBERS =
  'body cache credentials duplex headers integrity keepalive method mode priority redirect referrer referrerPolicy signal window'.split(
    ' ',
  );

/** A plain object with the same members, each read once; what was inherited is as hidden from keys as it was. */
function copyInit(init: RequestInit): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...init };
  for (const name of MEMBERS)
    if (name in init && !(name in copy))
      Object.defineProperty(copy, name, { writable: true, value: init[name as keyof RequestInit] });
  return copy;
}

/** A copy of the page's headers, of the same kind: somebody's wrapper behind Clew may count on that. */
function copyHeaders(given: HeadersInit = {}): HeadersInit {
  if (Array.isArray(given)) return [...given];
  const isRecord = Object.prototype.toString.call(given) === '[object Object]' && !(Symbol.iterator in given);
  return isRecord ? { ...(given as Record<string, string>) } : new Headers(given);
}

/** The page's own arguments, or equal ones with the headers added. */
export function withHeaders(
  { input, request, mode }: Call,
  given: unknown[],
  tracked: TrackedRequest,
): Prepared {
  const init = given[1] as RequestInit | undefined;
  // no-cors requests drop such headers; navigate-mode ones (service workers) cannot be rebuilt.
  if (!tracked.mayCarry || mode === 'no-cors' || mode === 'navigate') return { args: given, strip() {} };
  if (request) {
    // What fetch itself does first. The new object is ours, so it may be changed; the body moves, it is not teed.
    const own = new Request(request, init);
    const added = headersToAdd(own.headers, tracked);
    for (const [name, value] of added) own.headers.set(name, value);
    return {
      args: [own],
      strip() {
        for (const [name] of added) own.headers.delete(name);
      },
    };
  }
  // Not an object: fetch refuses it itself.
  if (init && Object(init) !== init) return { args: given, strip() {} };
  // A copy: what is behind Clew may be a wrapper that spreads, asks for keys, or writes.
  const members = copyInit(init ?? {});
  const headers = copyHeaders(members.headers as HeadersInit | undefined);
  const added = headersToAdd(new Headers(headers), tracked);
  /** A new object for each try: what is behind Clew may have written to the first. */
  const argsWith = (more: Added): unknown[] => {
    const own = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(members));
    own.headers = withAdded(headers, more);
    return [input, own];
  };
  const prepared: Prepared = {
    args: argsWith(added),
    strip() {
      prepared.args = argsWith([]);
    },
  };
  return prepared;
}

type Added = ReturnType<TrackedRequest['headersToAdd']>;

function headersToAdd(present: Headers, tracked: TrackedRequest): Added {
  return tracked.headersToAdd((name) => present.has(name), true);
}

function withAdded(headers: HeadersInit, added: Added): HeadersInit {
  if (Array.isArray(headers))
    return [...headers, ...added.map(([name, value]): [string, string] => [name, value])];
  if (!(headers instanceof Headers)) return { ...headers, ...Object.fromEntries(added) };
  const more = new Headers(headers);
  for (const [name, value] of added) more.set(name, value);
  return more;
}
