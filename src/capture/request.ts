// One client span per request, shared by fetch and XMLHttpRequest: from the call to the true end of the body,
// which the browser's resource timing tells without touching the response.
// @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
import { type Context, type Span, trace } from '@opentelemetry/api';
import { watchLeaving } from '../browser/leaving.js';
import { nativeFetch, nativeSetTimeout } from '../browser/native.js';
import { observe } from '../browser/observe.js';
import { WORK } from '../context/frame.js';
import type { Work } from '../context/work.js';
import { ORIGIN_LINK } from '../trace/tracer.js';
import { fail, startConnection } from './connection.js';
import { createHeaderGate, type Passage } from './headerGate.js';
import { serverTrace, timingAttributes } from './resourceTiming.js';
import type { RequestTracker, SourceDeps, TrackedRequest } from './source.js';

interface Started {
  readonly span: Span;
  readonly passage: Passage;
  readonly work: Work | undefined;
  readonly url: URL;
  readonly startedAt: number;
}

interface OpenRequest {
  readonly name: string;
  /** When it was asked for; the last time, where it was sent again. */
  startedAt: number;
  /** Whether its entry has come; the response may still be on its way to the page. */
  isMatched: boolean;
  /** When its answer came; 0 before. */
  respondedAt(): number;
  entry(timing: PerformanceResourceTiming): void;
  hide(): void;
}

/** Methods that the HTTP conventions know; any other is `_OTHER`. */
const METHODS = /^(CONNECT|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|TRACE|QUERY)$/;

/** Methods that fetch and XHR send in upper case however the page wrote them. */
const NORMALIZED = /^(DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i;

/** Resource timing clocks are coarse: an entry may seem to start this much before the call. */
const CLOCK_GRAIN_MS = 1;

/** The clock alone does not tell apart what was asked for within this time. */
const TOGETHER_MS = 50;

/** Longest time from a request's cancellation by a navigation to that being known; 2 ms were measured. */
const LEAVING_MS = 50;

/** Requests are cancelled within some milliseconds of a navigation's start; on a busy page, of its being free. */
const CANCELLING_MS = 1_000;

/** More open requests than this, endless streams mostly, and the oldest is ended as it is. */
const MAX_OPEN = 200;

/** Creates the tracker; fetch and XHR share one. */
export function createRequestTracker(deps: SourceDeps): RequestTracker {
  const { propagator, now } = deps;
  const { origin } = location;
  const open = new Set<OpenRequest>();
  let leavingAt = -Infinity;
  let hiddenAt = -Infinity;
  const stopLeaving = watchLeaving(() => {
    leavingAt = now();
  });
  /** Patches that somebody patched over stay; they then do nothing. */
  let isStopped = false;
  const gate = createHeaderGate({
    fetch: nativeFetch,
    now,
    mayCarry: deps.shouldPropagate,
    isStopped: () => isStopped,
  });

  /**
   * The youngest open request to this URL that is not younger than the entry; among those made together with it, the one
   * whose answer came when the entry says so.
   */
  function match(entry: PerformanceResourceTiming): OpenRequest | undefined {
    // Chromium keeps the fragment in an entry's name, other engines do not.
    const name = withoutFragment(entry.name);
    // Another origin may tell no more than the end.
    const answeredAt = entry.responseStart || entry.responseEnd;
    const distance = ({ respondedAt }: OpenRequest): number =>
      respondedAt() ? Math.abs(respondedAt() - answeredAt) : Infinity;
    let best: OpenRequest | undefined;
    // They are in the order in which they were made.
    for (const request of open) {
      if (request.isMatched || request.name !== name || request.startedAt > entry.startTime + CLOCK_GRAIN_MS)
        continue;
      const isTogether = best && request.startedAt - best.startedAt < TOGETHER_MS;
      if (!best || !isTogether || distance(request) <= distance(best)) best = request;
    }
    return best;
  }

  function start(
    written: string,
    url: URL,
    parent = deps.active(),
    madeAt?: number,
  ): TrackedRequest | undefined {
    if (isStopped || !/^https?:$/.test(url.protocol) || !deps.shouldTrace(url)) return undefined;
    const startedAt = madeAt ?? now();
    const method = NORMALIZED.test(written) ? written.toUpperCase() : written;
    const known = METHODS.test(method);
    const attributes = {
      'http.request.method': known ? method : '_OTHER',
      'http.request.method_original': known ? undefined : method,
      'clew.join': joinOf(parent),
    };
    const span = startConnection(deps, known ? method : 'HTTP', url, startedAt, attributes, parent);
    const headers = deps.shouldPropagate(url) ? headersFor(trace.setSpan(parent, span), url) : {};
    return track(
      {
        span,
        passage: gate(url, method, headers),
        work: parent.getValue(WORK) as Work | undefined,
        url,
        startedAt,
      },
      madeAt !== undefined,
    );
  }

  function headersFor(context: Context, url: URL): Record<string, string> {
    const headers: Record<string, string> = {};
    propagator.inject(context, headers, {
      set(to, key, value) {
        to[key] = value;
      },
    });
    if (headers.tracestate && url.origin !== origin) {
      // Clew's own sampling threshold stays at home: another origin's CORS answer would have to allow tracestate.
      const others = trace.getSpanContext(context)?.traceState?.unset('ot').serialize();
      if (others) headers.tracestate = others;
      else delete headers.tracestate;
    }
    return headers;
  }

  /** @param isEarly nobody but its entry will tell what came of it. */
  function track({ span, passage, work, url, startedAt }: Started, isEarly: boolean): TrackedRequest {
    let timing: PerformanceResourceTiming | undefined;
    let respondedAt = 0;
    let failedAt = 0;
    work?.beginRequest();

    function end(endTimeMs: number): void {
      if (!open.delete(request)) return;
      if (timing) span.setAttributes(timingAttributes(timing));
      span.end(endTimeMs);
      if (!respondedAt) work?.endRequest(endTimeMs);
    }

    function responded(status: number, timeMs = now()): void {
      // WebKit may still tell of the load of a request whose own handler has opened and finished the next one.
      if (respondedAt || !open.has(request)) return;
      respondedAt = timeMs;
      if (status > 0) span.setAttribute('http.response.status_code', status);
      if (status >= 400) fail(span, `${status}`);
      // A body may be endless: from here on only the open span counts, which is not waited for without end.
      work?.endRequest(respondedAt);
      if (timing || !observer) end(timing?.responseEnd ?? respondedAt);
    }

    function failed(errorType: string): void {
      failedAt = now();
      // A page that is left cancels its requests first and hides later: no failure of theirs.
      nativeSetTimeout(() => {
        if (!open.has(request)) return;
        // Ends with the page.
        if (failedAt - leavingAt < CANCELLING_MS) return;
        fail(span, errorType);
        end(failedAt);
      }, LEAVING_MS);
    }

    const request: OpenRequest = {
      name: withoutFragment(url.href),
      startedAt,
      isMatched: false,
      respondedAt: () => respondedAt,
      entry(found) {
        timing = found;
        request.isMatched = true;
        const server = serverTrace(found);
        if (server && server.traceId !== span.spanContext().traceId) {
          span.addLink({ context: server, attributes: { 'clew.link': 'server-timing' } });
        }
        // Not in TypeScript's DOM library, nor in every engine.
        if (isEarly) responded((found as { responseStatus?: number }).responseStatus ?? 0, found.responseEnd);
        else if (respondedAt) end(Math.max(found.responseEnd, startedAt));
      },
      hide() {
        if (!timing) span.setAttribute('clew.end_reason', 'hide');
        end((failedAt || timing?.responseEnd) ?? now());
      },
    };
    open.add(request);
    if (open.size > MAX_OPEN) open.values().next().value?.hide();

    return {
      ...passage,
      refused() {
        // What a page that is left asked for is cancelled: nobody waits for it any more.
        if (now() - Math.max(leavingAt, hiddenAt) < CANCELLING_MS || !passage.refused()) return false;
        // What timing tells of the first try is not of the second.
        timing = undefined;
        request.isMatched = false;
        request.startedAt = now();
        return true;
      },
      responded(status, finalUrl) {
        passage.answered(finalUrl);
        responded(status);
      },
      failed,
      aborted: () => end(now()),
    };
  }

  function settle(entries: PerformanceEntryList): void {
    for (const entry of entries as PerformanceResourceTiming[]) match(entry)?.entry(entry);
  }

  const observer = observe('resource', settle);
  deps.onHide(() => {
    hiddenAt = now();
    settle(observer?.takeRecords() ?? []);
    for (const request of open) request.hide();
  });
  function stop(): void {
    isStopped = true;
    stopLeaving?.();
    observer?.disconnect();
  }
  return { start, settle, stop };
}

/** How a request is joined to what the user did: as its effect, as a follow-up of something finished, or not. */
function joinOf(parent: Context): string {
  return trace.getSpan(parent) ? 'causal' : parent.getValue(ORIGIN_LINK) ? 'link' : 'none';
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] as string;
}
