// XMLHttpRequest: a span from send() to loadend, trace context on the URLs that may have it. An open() without a
// send() makes no span; an open() during a request ends that request's span.
// @see https://xhr.spec.whatwg.org/
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchMethod } from '../browser/patch.js';
import { assignTarget } from '../context/eventFrame.js';
import { current } from '../context/frame.js';
import type { RequestTracker, TrackedRequest } from './request.js';

interface State {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names of the headers that the page has set itself. */
  readonly pageHeaders: Set<string>;
  tracked?: TrackedRequest;
}

/** `loadend` does not tell why: the event before it does. */
const OUTCOMES = ['load', 'error', 'abort', 'timeout'] as const;

/** Patches the prototype of `XMLHttpRequest`. */
export function captureXhr(tracker: RequestTracker): Stop {
  const states = new WeakMap<XMLHttpRequest, State>();
  const prototype = globalThis.XMLHttpRequest?.prototype;
  const nativeSetHeader = prototype?.setRequestHeader;

  function opened(xhr: XMLHttpRequest, method: unknown, url: unknown): void {
    states.get(xhr)?.tracked?.aborted();
    states.set(xhr, {
      method: String(method),
      url: new URL(String(url), document.baseURI),
      pageHeaders: new Set(),
    });
  }

  function sending(xhr: XMLHttpRequest): TrackedRequest | undefined {
    const state = states.get(xhr);
    // Not opened, or sent already: the native send() is about to throw.
    if (!state || state.tracked || xhr.readyState !== 1) return undefined;
    const tracked = tracker.start(state.method, state.url);
    if (!tracked) return undefined;
    state.tracked = tracked;
    assignTarget(xhr, current);
    const names = Object.keys(tracked.headers);
    // setRequestHeader appends: a header of the page's own is never doubled.
    if (names.some((name) => state.pageHeaders.has(name))) return tracked;
    for (const name of names) nativeSetHeader?.call(xhr, name, tracked.headers[name] as string);
    return tracked;
  }

  function follow(xhr: XMLHttpRequest, tracked: TrackedRequest): void {
    const stop = stopAll(
      OUTCOMES.map((type) =>
        listen(xhr, type, () => {
          stop();
          attempt('xhr end', () => finish(xhr, tracked, type));
        }),
      ),
    );
  }

  const stops = [
    patchMethod(prototype, 'open', (open) => {
      return function (this: XMLHttpRequest, ...args: unknown[]) {
        const result = Reflect.apply(open, this, args);
        attempt('xhr open', () => opened(this, args[0], args[1]));
        return result;
      } as never;
    }),
    patchMethod(prototype, 'setRequestHeader', (setRequestHeader) => {
      return function (this: XMLHttpRequest, ...args: unknown[]) {
        const result = Reflect.apply(setRequestHeader, this, args);
        attempt('xhr header', () => states.get(this)?.pageHeaders.add(String(args[0]).toLowerCase()));
        return result;
      } as never;
    }),
    patchMethod(prototype, 'send', (send) => {
      return function (this: XMLHttpRequest, ...args: unknown[]) {
        const tracked = attempt('xhr send', () => sending(this));
        if (tracked) attempt('xhr listeners', () => follow(this, tracked));
        try {
          return Reflect.apply(send, this, args);
        } catch (error) {
          // Only a synchronous request throws here.
          attempt('xhr failure', () => tracked?.failed((error as Error)?.name ?? 'Error'));
          throw error;
        }
      } as never;
    }),
  ];
  return stopAll(stops.filter((stop) => stop !== undefined));
}

function finish(xhr: XMLHttpRequest, tracked: TrackedRequest, type: (typeof OUTCOMES)[number]): void {
  if (type === 'load') tracked.responded(xhr.status);
  else if (type === 'abort') tracked.aborted();
  else tracked.failed(type === 'timeout' ? 'timeout' : 'NetworkError');
}
