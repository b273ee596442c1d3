// Whether the server behind a URL takes Clew's headers. Where `propagateTo` names an origin whose CORS answer does not
// allow them, or the page's own origin redirects to one that does not, a request that works without Clew fails with it.
// What came of requests is remembered, so that none stays broken; where a failure can be undone, it is.
// The algorithm and its limits: docs/decisions/0023-headers-that-are-refused.md
import { attempt } from '../browser/guard.js';
import { storedText } from '../browser/storedText.js';
import { createSpanId, createTraceId } from '../trace/ids.js';
import { createRouteNamer } from './route.js';

/** For so long after a failure, no request of the route is sent twice, and nothing is asked there. */
const PAUSE_MS = 60_000;

/** The name in sessionStorage. */
const MEMO = 'headers';

/** What a gate needs. */
export interface HeaderGateDeps {
  /** The browser's own. */
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds. */
  now(): number;
  /** Whether the page's owner lets requests to `url` carry headers. */
  mayCarry(url: URL): boolean;
  /** Whether Clew is off by now, and asks nobody anything. */
  isStopped(): boolean;
}

/** What one request may carry. */
export interface Passage {
  /** Whether its URL may have headers at all. */
  readonly mayCarry: boolean;
  /**
   * The headers to add now. What the page set itself is neither replaced nor doubled, and `tracestate` never goes with
   * another traceparent.
   * @param has whether the page set this header.
   * @param canRepeat whether the caller can send the same request again.
   */
  headersToAdd(
    has: (name: string) => boolean,
    canRepeat: boolean,
  ): readonly (readonly [name: string, value: string])[];
  /** There is no connection, or CORS forbids it. @returns whether to send the same once more, without added headers. */
  refused(): boolean;
  /** It was answered, from this URL; `''` where that is not told. */
  answered(finalUrl: string): void;
}

/** Opens for one request: with the headers that the owner lets it have. */
export type HeaderGate = (url: URL, method: string, headers: Readonly<Record<string, string>>) => Passage;

/** Creates the gate of a page. */
export function createHeaderGate({ fetch, now, mayCarry, isStopped }: HeaderGateDeps): HeaderGate {
  const memo = storedText(MEMO, 'sessionStorage');
  /** By origin or route, with the names: whether they are taken. Read at the first request: storage is slow to open. */
  let known: Map<string, unknown>;
  /** By route, until when that is so; see {@link PAUSE_MS}. */
  const pauses = new Map<string, number>();
  /** Routes or origins whose last request with headers failed, and whether a probe has cleared them since. */
  const suspects = new Map<string, boolean>();
  /** Routes that were answered with headers since something failed there: the next failure has another reason. */
  const proven = new Set<string>();
  const routeOf = createRouteNamer([]);
  const ownOrigin = location.origin;

  function learn(key: string, isTaken: boolean): void {
    if (known.get(key) === isTaken) return;
    known.set(key, isTaken);
    memo.write(JSON.stringify(Object.fromEntries(known)));
    if (isTaken) return;
    const [where, names] = key.split(' ');
    // Said like the mistakes in options, because it is one.
    console.warn(
      `clew: ${where} gets no trace headers: it seems to lack Access-Control-Allow-Headers: ${names}`,
    );
  }

  /** Asks in the page's stead: without credentials or query, and by a method that changes nothing. */
  async function takes({ origin, pathname }: URL, names: readonly string[]): Promise<boolean> {
    // Not sampled, and nobody's trace.
    const value = `00-${createTraceId()}-${createSpanId()}-00`;
    const headers = Object.fromEntries(names.map((name) => [name, value]));
    try {
      await fetch(origin + pathname, {
        method: 'HEAD',
        headers,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'manual',
      });
      return true;
    } catch {
      // No connection, or CORS forbids it: the caller asks without headers as well.
      return false;
    }
  }

  return (url, method, headers) => {
    const isOwn = url.origin === ownOrigin;
    const isSafe = /^(GET|HEAD)$/.test(method);
    let names: string[] = [];
    let origin = '';
    let route = '';
    let carries = false;
    let isProven = false;
    let isTrial = false;
    let hasFailed = false;

    const pause = (): void => void pauses.set(route, now() + PAUSE_MS);
    const place = (): string => (isOwn || known.get(origin) ? route : origin);
    const refuse = (): void => learn(place(), false);
    const isSuspect = (): boolean => suspects.has(route) || suspects.has(origin);

    async function probe(): Promise<void> {
      if (isStopped()) return;
      pause();
      if (await takes(url, names)) {
        if (isSuspect()) suspects.set(route, true);
        suspects.delete(origin);
        learn(origin, true);
      } else if (await takes(url, [])) refuse();
    }

    function doubt(): void {
      suspects.set(place(), false);
      if (!isOwn) void probe();
    }

    return {
      mayCarry: Object.keys(headers).length > 0,
      headersToAdd(has, canRepeat) {
        const isTaken = (name: string): boolean => has(name) || (name === 'tracestate' && has('traceparent'));
        const wanted = Object.entries(headers).filter(([name]) => !isTaken(name));
        if (wanted.length === 0) return wanted;
        names = wanted.map(([name]) => name);
        known ??= new Map(attempt('memo', () => Object.entries(JSON.parse(memo.read() ?? '{}'))));
        origin = `${url.origin} ${names}`;
        route = `${url.origin}${routeOf(url)} ${names}`;
        const isRefused = known.get(origin) === false || known.get(route) === false;
        const isPaused = now() < (pauses.get(route) ?? 0);
        isProven = proven.has(route);
        isTrial = !isRefused && !isPaused && isSafe && canRepeat && !isProven;
        carries = isTrial || (!isRefused && ![route, origin].some((key) => suspects.get(key) === false));
        if (!carries && !isRefused && !isPaused && !isOwn) void probe();
        return carries ? wanted : [];
      },
      refused() {
        if (!carries || hasFailed) return false;
        hasFailed = true;
        proven.delete(route);
        if (isProven && isSafe) return false;
        if (isTrial) pause();
        else if (isSuspect()) refuse();
        // What changes something is hardly ever redirected elsewhere, and when it is tried again its trace is needed.
        else if (isSafe || !isOwn) doubt();
        return isTrial;
      },
      answered(finalUrl) {
        if (!route) return;
        // Nobody allowed that headers go where a redirect led.
        if (finalUrl && !mayCarry(new URL(finalUrl))) learn(route, false);
        else if (isOwn || (carries && !hasFailed)) {
          suspects.delete(route);
          suspects.delete(origin);
          if (carries && !hasFailed) proven.add(route);
          if (!isOwn) learn(origin, true);
        } else if (carries) {
          // It works without: so it does where a connection broke once.
          if (isSuspect()) refuse();
          else doubt();
        }
      },
    };
  };
}
