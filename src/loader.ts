// The loader, a script tag of less than a kilobyte for pages that load Clew late: it records errors, clicks and requests, and
// gives requests the trace context that Clew goes on with when it arrives (capture/early.ts). To stay small it is an entry
// of its own, with short forms of what propagationTargets.ts, ids.ts and serverJoin.ts say in full: each of them rather says
// no. Whatever goes wrong in it leaves the page as it was.
import { EARLY, type EarlyEvent, type EarlyPage, type EarlyRequest } from './capture/earlyRecords.js';

/** Called before the native function, with arguments that it may change. */
type Before<Self> = (self: Self, args: unknown[]) => void;

/** A request by XMLHttpRequest, from open() to send(). */
type Opened = XMLHttpRequest & { [EARLY]?: [method: string, url: string] };

/** Most events, and most requests: a Clew that never comes costs no more. */
const MAX = 50;

/** A trace written longer ago may be a cached page's. */
const MAX_AGE_MS = 30_000;

const HEADER = 'traceparent';

const page = window as EarlyPage;

function start(): void {
  const { baseURI, currentScript } = document;
  const { propagateTo, ignoreUrls, sampleRate } = (currentScript as HTMLElement).dataset;
  const requests: EarlyRequest[] = [];
  const events: EarlyEvent[] = [];
  const undo: (() => void)[] = [];

  const randomHex = (bytes: number): string =>
    crypto
      .getRandomValues(new Uint8Array(bytes))
      .reduce((text, byte) => text + (byte + 256).toString(16).slice(1), '');
  const createIds = (): { traceId: string; spanId: string } => ({
    traceId: randomHex(16),
    spanId: randomHex(8),
  });

  const load = { ...createIds(), requests, events, undo };
  // The trace of the server that made the page, as serverJoin.ts will have it; where that has another, Clew links.
  const meta = document.querySelector<HTMLMetaElement>(`meta[name=${HEADER}]`);
  if (meta && Date.now() - (meta.dataset.time as unknown as number) < MAX_AGE_MS)
    load.traceId = meta.content.split('-')[1] as string;

  /** One record for each event. */
  function note(event: Event): EarlyEvent {
    const fresh = { ...createIds(), event };
    const known = events.find((each) => each.event === event);
    if (!known && events.length < MAX) events.push(fresh);
    return known ?? fresh;
  }

  /** Whether one of the URLs is above this one; one with a query is above none. */
  const isBelow = (url: URL, list?: string): boolean | undefined =>
    list
      ?.match(/[^\s,]+/g)
      ?.some((above) =>
        `${url.origin + url.pathname}/`.startsWith(new URL(above, baseURI).href.replace(/\/?$/, '/')),
      );

  /** Records a request, unless it is to be left alone. How it ended the browser's resource timing will tell. */
  function begin(method: string, address: string, addHeader: (value: string) => void): void {
    const url = new URL(address, baseURI);
    // Clew has emptied `undo`: what stays patched, because somebody patched over it, does nothing more.
    if (!undo[0] || requests.length >= MAX || isBelow(url, ignoreUrls)) return;
    // In listeners, and in microtasks after them, this is what is being handled: nothing is guessed from the time.
    const { event } = window;
    const isUsers = event?.isTrusted && (event instanceof UIEvent || /submit|change/.test(event.type));
    const cause = isUsers ? note(event) : load;
    const spanId = randomHex(8);
    if (isBelow(url, [location.origin, propagateTo].join()))
      // Whether the session is sampled is not known yet: with a rate below 1, backends are told no.
      addHeader(`00-${cause.traceId}-${spanId}-0${(sampleRate as unknown as number) < 1 ? 2 : 3}`);
    requests.push({ method, url, startedAt: performance.now(), spanId, cause });
  }

  function patch<Self>(owner: object, name: string, before: Before<Self>): void {
    const methods = owner as Record<string, unknown>;
    const native = methods[name] as (...args: unknown[]) => never;
    const mine = function (this: Self, ...args: unknown[]): unknown {
      try {
        before(this, args);
      } catch {
        // The native function will say what is wrong.
      }
      return native.apply(this, args);
    };
    methods[name] = mine;
    undo.push(() => {
      if (methods[name] === mine) methods[name] = native;
    });
  }

  patch(page, 'fetch', (_self, args) => {
    // What fetch does first. From here on it is this request that has the body.
    const own = new Request(...(args as [string]));
    args.splice(0, 2, own);
    const { method, url, headers } = own;
    begin(method, url, (value) => headers.has(HEADER) || headers.set(HEADER, value));
  });

  const xhr = XMLHttpRequest.prototype;
  patch<Opened>(xhr, 'open', (self, args) => {
    self[EARLY] = args as [string, string];
  });
  patch<Opened>(xhr, 'setRequestHeader', (self, [name]) => {
    // The page has its own.
    if ((name as string).toLowerCase() === HEADER) delete self[EARLY];
  });
  patch<Opened>(xhr, 'send', (self) => {
    begin(...(self[EARLY] as [string, string]), (value) => self.setRequestHeader(HEADER, value));
  });

  for (const type of ['click', 'error', 'unhandledrejection']) {
    addEventListener(type, note, true);
    undo.push(() => removeEventListener(type, note, true));
  }
  page[EARLY] = load;
}

try {
  if (!page[EARLY]) start();
} catch {
  // A browser that lacks something of this: the page goes on without.
}
