// The page load: one span from the start of the navigation until its load event and the work that loading began
// are over; the document and its resources are its children. It joins the trace of the server that made the page.
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type Stop, stopAll } from '../browser/guard.js';
import { listen, nativeSetTimeout } from '../browser/native.js';
import { observe } from '../browser/observe.js';
import { contextOf } from '../context/frame.js';
import { createWork, type WorkEnd } from '../context/work.js';
import { GIVEN_IDS } from '../trace/tracer.js';
import { fail } from './connection.js';
import { activationStart, documentPhases } from './documentPhases.js';
import { EARLY, type EarlyPage } from './earlyRecords.js';
import { capturePageRestores } from './pageRestore.js';
import { beginPageView, circumstances, emitNavigation } from './pageView.js';
import { timingAttributes } from './resourceTiming.js';
import { joinServer } from './serverJoin.js';
import type { Source, SourceDeps } from './source.js';

/** More resources than this are counted, not exported. */
const MAX_RESOURCES = 100;

/** Fetch and XHR have spans of their own. */
const OWN_SPANS = /^(fetch|xmlhttprequest|beacon)$/;

/** Navigation timing's types that the event `browser.navigation` knows too. */
const TYPES: { readonly [type: string]: 'reload' | 'traverse' } = {
  reload: 'reload',
  back_forward: 'traverse',
};

/** Starts the page-load span; where Clew came after the load, it is made afterwards, from the same timings. */
function capturePageLoad(deps: SourceDeps): Stop {
  const { tracer, now } = deps;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const { parent, links = [], refused } = joinServer(navigation);
  beginPageView(deps);
  const span = tracer.startSpan(
    'page load',
    { startTime: 0, links, attributes: { 'url.full': deps.redactUrl(location.href) } },
    (parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT).setValue(
      GIVEN_IDS,
      (globalThis as EarlyPage)[EARLY],
    ),
  );
  const resources: PerformanceResourceTiming[] = [];
  const observer = observe('resource', (entries) => keep(entries as PerformanceResourceTiming[]), true);
  const work = createWork(now, end, 0);
  const context = contextOf(span, work);
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
      ...(navigation && documentPhases(navigation)),
      ...(reason !== 'hide' && circumstances()),
      'clew.resources.dropped': droppedResources || undefined,
      'clew.join.refused': refused,
      'clew.end_reason': reason === 'quiet' ? undefined : reason,
    });
    if (navigation) child('document', navigation);
    for (const entry of resources) child(`resource ${entry.initiatorType}`, entry);
    span.end(Math.max(lastActivityMs, navigation?.loadEventEnd ?? 0));
  }

  function child(name: string, entry: PerformanceResourceTiming): void {
    // Neither is in TypeScript's DOM library; 0 is what another origin's response says.
    const { renderBlockingStatus, responseStatus } = entry as {
      renderBlockingStatus?: string;
      responseStatus?: number;
    };
    const attributes = {
      'url.full': deps.redactUrl(entry.name),
      'http.response.status_code': responseStatus || undefined,
      'browser.resource_timing.initiator_type': entry.initiatorType,
      'browser.resource_timing.render_blocking_status': renderBlockingStatus,
      ...timingAttributes(entry),
    };
    const startTime = entry.startTime;
    const request = tracer.startSpan(name, { startTime, attributes }, context);
    if (responseStatus && responseStatus >= 400) fail(request, `${responseStatus}`);
    request.end(entry.responseEnd || now());
  }

  deps.onHide(() => work.close('hide'));
  const type = TYPES[navigation?.type as string];
  emitNavigation(deps, { sameDocument: false, type, time: activationStart(navigation), context });
  const stopRestores = capturePageRestores(deps);
  if (document.readyState === 'complete') {
    work.close('quiet');
    return stopRestores;
  }
  deps.setAmbient(context);
  work.beginRequest();
  // `loadEventEnd` is known one task after the load event.
  const loaded = () => nativeSetTimeout(() => work.endRequest(navigation?.loadEventEnd || now()), 0);
  return stopAll([stopRestores, () => work.close('hide'), listen(window, 'load', loaded, { once: true })]);
}

/** The page load, its document and its resources, and the page's returns from the back/forward cache. */
export const pageLoad: Source = { name: 'pageLoad', start: capturePageLoad };
