// XMLHttpRequest: a span from send() to loadend, trace context on the URLs that may have it. An open() without a
// send() makes no span; an open() during a request ends that request's span.
// @see https://xhr.spec.whatwg.org/
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { assignTarget } from '../context/eventFrame.js';
import { current } from '../context/frame.js';
import type { RequestTracker, Source, TrackedRequest } from './source.js';

interface State {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names of the headers that the page has set itself. */
  readonly pageHeaders: Set<string>;
  /** Lower-case names of the headers that Clew has added: another tracer, called later by the same send(), adds none of them again. */
  added?: readonly string[];
  tracked?: TrackedRequest;
}

/** `loadend` does not tell why: the event before it does. */
const OUTCOMES = ['load', 'error', 'abort', 'timeout'] as const;

/** Patches the prototype of `XMLHttpRequest`. */
function captureXhr(tracker: RequestTracker): Stop {
  const states = new WeakMap<XMLHttpRequest, State>();
  const prototype = globalThis.XMLHttpRequest?.prototype;
  const nativeSetHeader = prototype?.setRequestHeader;

  function opened(xhr: XMLHttpRequest, method: string, url: string): void {
    states.set(xhr, { method, url: new URL(url, document.baseURI), pageHeaders: new Set() });
  }

  /** The request under way ends with open(): finished, if it is the page's handler of its end that opens anew. */
  function superseded(xhr: XMLHttpRequest): void {
    const tracked = states.get(xhr)?.tracked;
    if (xhr.readyState === 4 && xhr.status > 0) tracked?.responded(xhr.status, xhr.responseURL);
    else tracked?.aborted();
  }

  function sending(xhr: XMLHttpRequest): TrackedRequest | undefined {
    const state = states.get(xhr);
    // Not opened, or sent already: the native send() is about to throw.
    if (!state || state.tracked || xhr.readyState !== 1) return undefined;
    const tracked = tracker.start(state.method, state.url);
    if (!tracked) return undefined;
    state.tracked = tracked;
    assignTarget(xhr, current);
    // setRequestHeader appends: a header of the page's own is never doubled.
    const headers = tracked.headersToAdd((name) => state.pageHeaders.has(name), false);
    for (const [name, value] of headers) nativeSetHeader?.call(xhr, name, value);
    state.added = headers.map(([name]) => name.toLowerCase());
    return tracked;
  }

  function follow(xhr: XMLHttpRequest, tracked: TrackedRequest): void {
    const stop = stopAll(
      OUTCOMES.map((type) =>
        listen(xhr, type, () => {
          // Firefox and WebKit still tell of the load of a request whose own handler has opened the next one.
          if (type === 'load' && xhr.readyState !== 4) return;
          stop();
          finish(xhr, tracked, type);
        }),
      ),
    );
  }

  const stops = [
    patchCalls<XMLHttpRequest>(prototype, 'open', (self, args, open) => {
      // Read once, as the native open() does; what has no text form it refuses itself.
      const texts = attempt('xhr', () => args.slice(0, 2).map((text) => `${text}`)) ?? [];
      args.splice(0, texts.length, ...texts);
      attempt('xhr', () => superseded(self));
      const result = Reflect.apply(open, self, args);
      if (texts.length === 2) attempt('xhr', () => opened(self, ...(texts as [string, string])));
      return result;
    }),
    patchCalls<XMLHttpRequest>(prototype, 'setRequestHeader', (self, args, setRequestHeader) => {
      const name = typeof args[0] === 'string' && args[0].toLowerCase();
      if (name && self.readyState === 1 && states.get(self)?.added?.includes(name)) return undefined;
      const result = Reflect.apply(setRequestHeader, self, args);
      attempt('xhr', () => states.get(self)?.pageHeaders.add(String(args[0]).toLowerCase()));
      return result;
    }),
    patchCalls<XMLHttpRequest>(prototype, 'send', (self, args, send) => {
      const tracked = attempt('xhr', () => sending(self));
      if (tracked) attempt('xhr', () => follow(self, tracked));
      try {
        return Reflect.apply(send, self, args);
      } catch (error) {
        // Only a synchronous request throws here.
        attempt('xhr', () => tracked?.failed((error as Error)?.name ?? 'Error'));
        throw error;
      }
    }),
  ];
  return stopAll(stops);
}

function finish(xhr: XMLHttpRequest, tracked: TrackedRequest, type: (typeof OUTCOMES)[number]): void {
  if (type === 'load') tracked.responded(xhr.status, xhr.responseURL);
  else if (type === 'abort') tracked.aborted();
  else {
    if (type === 'error') tracked.refused();
    tracked.failed(type === 'timeout' ? 'timeout' : 'NetworkError');
  }
}

/** Requests by `XMLHttpRequest`. */
export const xhrRequests: Source = { name: 'xhr', start: (deps) => captureXhr(deps.requests()) };
