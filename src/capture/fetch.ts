// fetch: a span per call, trace context on the URLs that may have it. What the page passed is handed on
// untouched; the very Response of the browser comes back.
// @see https://fetch.spec.whatwg.org/#fetch-method
import { attempt, type Stop } from '../browser/guard.js';
import { react } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { blame } from '../context/blame.js';
import { current } from '../context/frame.js';
import { type Call, readCall, withHeaders } from './fetchCall.js';
import type { RequestTracker, Source, TrackedRequest } from './source.js';

/** Tells of a failure. @returns whether to try again, without what was added. */
function settle(tracked: TrackedRequest, { signal, redirect }: Call, error: unknown): boolean {
  const name = attempt('fetch', () => (error as Error)?.name) ?? 'Error';
  if (name === 'TimeoutError') tracked.failed('timeout');
  else if (name === 'AbortError' || signal?.aborted) tracked.aborted();
  // A redirect that the page wants to fail is none of the network's failures.
  else if (redirect !== 'error' && tracked.refused()) return true;
  else tracked.failed(String(name));
  return false;
}

/** Patches `fetch`. */
function captureFetch(tracker: RequestTracker): Stop | undefined {
  return patchCalls(globalThis, 'fetch', (self, args, fetch) => {
    const [input, init] = args as [unknown, RequestInit | undefined];
    const call = args.length > 0 ? attempt('fetch', () => readCall(input, init)) : undefined;
    const tracked = call && attempt('fetch', () => tracker.start(call.method, call.url));
    if (call) args[0] = call.input;
    if (!call || !tracked) return Reflect.apply(fetch, self, args);
    const own = attempt('fetch', () => withHeaders(call, args, tracked));
    const frame = current;
    const answered = (response: Response): Response => {
      attempt('fetch', () => tracked.responded(response.status, response.url));
      return response;
    };
    const send = (): Promise<Response> => {
      const sent = Reflect.apply(fetch, self, own?.args ?? args) as Promise<Response>;
      try {
        // One derived promise, and the page's: its rejection stays unhandled if the page does not handle it.
        return react(sent, answered, (error) => {
          const isAgain = attempt('fetch', () => settle(tracked, call, error));
          if (own && isAgain) {
            own.strip();
            return send();
          }
          blame(error, frame.context);
          throw error;
        });
      } catch {
        // Not the engine's promise but another library's, or a mock's object: the page gets it as it is.
        const failed = (error: unknown): void => tracked.failed(String((error as Error)?.name));
        attempt('fetch', () => sent.then(answered, (error) => attempt('fetch', () => failed(error))));
        return sent;
      }
    };
    return send();
  });
}

/** Calls of `fetch`. */
export const fetchRequests: Source = { name: 'fetch', start: (deps) => captureFetch(deps.requests()) };
