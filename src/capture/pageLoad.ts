// The page load: one span from the start of the navigation until its load event and the work that loading began
// are over; the document and its resources are its children. It joins the trace of the server that made the page.
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { attempt, guard, type Stop, stopAll } from '../browser/guard.js';
import { listen, nativeSetTimeout } from '../browser/native.js';
import { observe } from '../browser/observe.js';
import { WORK } from '../context/frame.js';
import { createWork, type WorkEnd } from '../context/work.js';
import { parseTraceparent } from '../trace/traceparent.js';
import { serverTrace, timingAttributes } from './resourceTiming.js';
import type { Source, SourceDeps } from './source.js';

/** More resources than this are counted, not exported. */
const MAX_RESOURCES = 100;

/** Fetch and XHR have spans of their own. */
const OWN_SPANS = /^(fetch|xmlhttprequest|beacon)$/;

/** Times of the document's own milestones, in milliseconds. */
const MILESTONES: readonly (readonly [keyof PerformanceNavigationTiming, string])[] = [
  ['unloadEventStart', 'unload_event_start'],
  ['unloadEventEnd', 'unload_event_end'],
  ['domInteractive', 'dom_interactive'],
  ['domContentLoadedEventStart', 'dom_content_loaded_event_start'],
  ['domContentLoadedEventEnd', 'dom_content_loaded_event_end'],
  ['domComplete', 'dom_complete'],
  ['loadEventStart', 'load_event_start'],
  ['loadEventEnd', 'load_event_end'],
];

/** Starts the page-load span; where Clew came after the load, it is made afterwards, from the same timings. */
function capturePageLoad(deps: SourceDeps): Stop {
  const { tracer, now } = deps;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const server = serverContext(navigation);
  const parent = server ? trace.setSpanContext(ROOT_CONTEXT, server) : ROOT_CONTEXT;
  const span = tracer.startSpan('page load', { startTime: 0 }, parent);
  const resources: PerformanceResourceTiming[] = [];
  const observer = observe('resource', (entries) => keep(entries as PerformanceResourceTiming[]), true);
  const work = createWork(now, end, 0);
  const context = trace.setSpan(ROOT_CONTEXT, span).setValue(WORK, work);
  let droppedResources = 0;

  function keep(entries: PerformanceResourceTiming[]): void {
    const ours = entries.filter(({ initiatorType }) => !OWN_SPANS.test(initiatorType));
    const free = MAX_RESOURCES - resources.length;
    resources.push(...ours.slice(0, free));
    droppedResources += Math.max(0, ours.length - free);
  }

  function end(lastActivityMs: number, reason: WorkEnd): void {
    deps.setAmbient(ROOT_CONTEXT);
    keep((observer?.takeRecords() ?? []) as PerformanceResourceTiming[]);
    observer?.disconnect();
    span.setAttributes({
      'url.full': deps.redactUrl(location.href),
      'browser.navigation_timing.type': navigation?.type,
      'clew.resources.dropped': droppedResources || undefined,
      'clew.end_reason': reason === 'quiet' ? undefined : reason,
    });
    for (const [member, name] of navigation ? MILESTONES : []) {
      const value = navigation?.[member] as number;
      if (value > 0) span.setAttribute(`browser.navigation_timing.${name}`, value);
    }
    if (navigation) child('document', navigation);
    for (const entry of resources) child(`resource ${entry.initiatorType}`, entry);
    span.end(Math.max(lastActivityMs, navigation?.loadEventEnd ?? 0));
  }

  function child(name: string, entry: PerformanceResourceTiming): void {
    const { renderBlockingStatus } = entry as { renderBlockingStatus?: string };
    const attributes = {
      'url.full': deps.redactUrl(entry.name),
      'browser.resource_timing.initiator_type': entry.initiatorType,
      'browser.resource_timing.render_blocking_status': renderBlockingStatus,
      ...timingAttributes(entry),
    };
    const startTime = entry.startTime;
    tracer.startSpan(name, { startTime, attributes }, context).end(entry.responseEnd || now());
  }

  deps.onHide(() => work.close('hide'));
  if (document.readyState === 'complete') {
    work.close('quiet');
    return () => {};
  }
  deps.setAmbient(context);
  work.beginRequest();
  // `loadEventEnd` is known one task after the load event.
  const loaded = () => nativeSetTimeout(() => work.endRequest(navigation?.loadEventEnd || now()), 0);
  return stopAll([() => work.close('hide'), listen(window, 'load', guard('load', loaded), { once: true })]);
}

/** The server's span for this document: from its response's header, else from the page's head. */
function serverContext(navigation: PerformanceNavigationTiming | undefined): SpanContext | undefined {
  return attempt('server trace', () => {
    const fromHeader = serverTrace(navigation?.serverTiming);
    if (fromHeader) return fromHeader;
    const meta = document.head?.querySelector('meta[name="traceparent"]')?.getAttribute('content');
    return meta ? parseTraceparent(meta) : undefined;
  });
}

/** The page load, its document and its resources. */
export const pageLoad: Source = { name: 'pageLoad', start: capturePageLoad };
