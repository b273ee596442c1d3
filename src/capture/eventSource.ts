// EventSource: a span for each time it connects, from the call or the loss of the connection to `open`.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { Span } from '@opentelemetry/api';
import { attempt, guard, type Stop } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchClass } from '../browser/patchClass.js';
import { failConnection, startConnection, tracedUrl } from './connection.js';
import type { Source, SourceDeps } from './source.js';

/** Patches the class `EventSource`. */
function captureEventSources(deps: SourceDeps): Stop {
  const open = new Set<Span>();

  function follow(source: EventSource, startedAt: number): void {
    const url = tracedUrl(source.url, deps);
    if (!url) return;
    let span: Span | undefined;
    let attempts = 0;

    function connect(at: number): void {
      span = startConnection(deps, 'GET', url as URL, at, {
        'http.request.method': 'GET',
        'clew.request.type': 'event_source',
        'clew.reconnect': attempts++ > 0 || undefined,
      });
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
    listen(
      source,
      'error',
      guard('event source', () => {
        // The browser tries again by itself: until then nothing is known. 2: it gave up.
        if (source.readyState !== 2) {
          if (!span) connect(deps.now());
          return;
        }
        if (span) failConnection(span, 'NetworkError');
        settle();
      }),
    );
    connect(startedAt);
  }

  deps.onHide(() => {
    for (const span of open) span.setAttribute('clew.end_reason', 'hide').end();
    open.clear();
  });
  const stop = patchClass('EventSource', (make) => {
    const startedAt = deps.now();
    const source = make() as EventSource;
    attempt('event source', () => follow(source, startedAt));
    return source;
  });
  return stop ?? (() => {});
}

/** Connections of `EventSource`. */
export const eventSources: Source = { name: 'eventSources', start: captureEventSources };
