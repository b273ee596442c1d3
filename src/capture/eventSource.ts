// EventSource: a span for each time it connects, from the call or the loss of the connection to `open`.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { Span } from '@opentelemetry/api';
import { attempt, type Stop } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchClass } from '../browser/patchClass.js';
import { current, runIn } from '../context/frame.js';
import { fail, startConnection, tracedUrl } from './connection.js';
import type { Source, SourceDeps } from './source.js';

/** More connections than this of one source, and further ones have no span: its server ends them again and again. */
const MAX_CONNECTIONS = 10;

/** Patches the class `EventSource`. */
function captureEventSources(deps: SourceDeps): Stop | undefined {
  const open = new Set<Span>();

  function follow(source: EventSource, startedAt: number): void {
    const url = tracedUrl(source.url, deps);
    if (!url) return;
    const frame = current;
    let span: Span | undefined;
    let attempts = 0;

    /** For the code that made the source; if its interaction is over, in a trace of its own with a link. */
    function connect(at: number): void {
      const attributes = {
        'http.request.method': 'GET',
        'clew.request.type': 'event_source',
        'clew.reconnect': attempts++ > 0 || undefined,
      };
      span = runIn(frame, () => startConnection(deps, 'GET', url as URL, at, attributes));
      open.add(span);
    }

    function settle(): void {
      if (span) open.delete(span);
      span = undefined;
    }

    listen(source, 'open', () => {
      span?.end();
      settle();
    });
    listen(source, 'error', () => {
      // The browser tries again by itself: until then nothing is known. 2: it gave up.
      if (source.readyState !== 2) {
        if (!span && attempts < MAX_CONNECTIONS) connect(deps.now());
        return;
      }
      if (span) fail(span, 'NetworkError').end();
      settle();
    });
    connect(startedAt);
  }

  deps.onHide(() => {
    for (const span of open) span.setAttribute('clew.end_reason', 'hide').end();
    open.clear();
  });
  return patchClass('EventSource', (make) => {
    const startedAt = deps.now();
    const source = make() as EventSource;
    attempt('event source', () => follow(source, startedAt));
    return source;
  });
}

/** Connections of `EventSource`. */
export const eventSources: Source = { name: 'eventSources', start: captureEventSources };
