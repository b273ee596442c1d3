// Goes on with what the loader recorded before Clew arrived: its requests and interactions become spans with the ids that
// backends have seen. Errors among the records are taken by errors.ts.
import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { nativeMicrotask } from '../browser/native.js';
import { contextOf } from '../context/frame.js';
import { createWork } from '../context/work.js';
import { GIVEN_IDS, ORIGIN_LINK } from '../trace/tracer.js';
import { EARLY, type EarlyEvent, type EarlyIds, type EarlyPage, type EarlyRecords } from './earlyRecords.js';
import { findPageView } from './pageView.js';
import type { Source, SourceDeps } from './source.js';
import { nameTarget } from './targetName.js';

/** What errors.ts takes. */
const ERRORS = /^(error|unhandledrejection)$/;

function adoptEarly(deps: SourceDeps): void {
  const records = (globalThis as EarlyPage)[EARLY];
  if (!records) return;
  const contexts = new Map<EarlyIds, Context>([[records, loadContext(records)]]);
  for (const each of records.events)
    if (each.event.isTrusted && !ERRORS.test(each.event.type))
      contexts.set(each, interactionContext(deps, each));

  for (const { method, url, startedAt, spanId, cause } of records.requests) {
    // More events than the loader keeps: a trace of its own.
    const parent = contexts.get(cause) ?? ROOT_CONTEXT;
    const within = parent.setValue(GIVEN_IDS, { traceId: cause.traceId, spanId });
    deps.requests().start(method, url, within, startedAt);
  }
  // An observer's buffered entries WebKit delivers when there is a new one.
  if (records.requests.length > 0) deps.requests().settle(performance.getEntriesByType('resource'));
}

/** The page load's; where that joined another trace than the loader could know of, none, with a link to it. */
function loadContext({ traceId }: EarlyRecords): Context {
  const load = findPageView(({ sameDocument }) => !sameDocument)?.context ?? ROOT_CONTEXT;
  const context = trace.getSpanContext(load);
  return !context || context.traceId === traceId ? load : ROOT_CONTEXT.setValue(ORIGIN_LINK, { context });
}

function interactionContext(
  { tracer, now, redactUrl, onHide }: SourceDeps,
  { event, traceId, spanId }: EarlyEvent,
): Context {
  const { type, target, timeStamp } = event;
  const { tag, name } = nameTarget(target instanceof Element ? target : document.documentElement);
  const attributes = {
    'clew.interaction.type': type,
    'clew.interaction.target': name,
    'clew.interaction.tag': tag,
    'url.full': redactUrl(location.href),
  };
  const within = ROOT_CONTEXT.setValue(GIVEN_IDS, { traceId, spanId });
  const span = tracer.startSpan(`${type} ${name}`, { startTime: timeStamp, attributes }, within);
  const work = createWork(now, (lastActivityMs) => span.end(lastActivityMs), timeStamp);
  onHide(() => work.close('hide'));
  return contextOf(span, work);
}

/** What the loader recorded before Clew arrived. */
export const early: Source = {
  name: 'early',
  start(deps) {
    adoptEarly(deps);
    // When errors.ts has had its part.
    nativeMicrotask(() => delete (globalThis as EarlyPage)[EARLY]);
    return undefined;
  },
};
