// The span of one navigation. Caused by an interaction or by the page load, it is their child and ends with their work;
// otherwise it is the root of a trace of its own, and what nothing else causes meanwhile is part of that trace.
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { contextOf, type Frame, frameOf, WORK } from '../context/frame.js';
import { createWork, type Work, type WorkEnd } from '../context/work.js';
import { roundMs } from '../trace/time.js';
import type { AddressChange } from './navigationWatch.js';
import {
  beginPageView,
  circumstances,
  emitNavigation,
  holdUntilPaint,
  keepPageView,
  type PageView,
  placePageView,
} from './pageView.js';
import type { SourceDeps } from './source.js';

/** A navigation whose view is not quiet yet. */
export interface OpenNavigation {
  /** Where what it causes runs, unless something else caused it. */
  readonly frame: Frame | undefined;
  readonly view: PageView;
  /** The view's first paint as the engine reports it; times in milliseconds on the `performance.now()` timeline. */
  painted(navigationId: number, startTimeMs: number, paintedAtMs: number): void;
  /** `location` has changed again before the view was complete. */
  redirected(): void;
  /** Ends it before its view is quiet. */
  end(atMs: number, reason: WorkEnd): void;
}

/** What is pending in `context`, if it still counts. */
export function openWork(context: Context | undefined): Work | undefined {
  const work = context?.getValue(WORK) as Work | undefined;
  return work?.ended ? undefined : work;
}

/**
 * Begins a page view and its span.
 * @param from the URL before.
 * @param onEnd is called once the view is quiet, before the span ends.
 */
export function startNavigation(
  deps: SourceDeps,
  { type, time, context: asker }: AddressChange,
  from: URL,
  onEnd: () => void,
): OpenNavigation {
  const { href } = location;
  const hashChange = href.split('#')[0] === from.href.split('#')[0] && type !== 'reload';
  const attributes = beginPageView(deps);
  const cause = openWork(asker);
  // What an ended interaction left in the context is no parent; a manual span may be.
  const parent = cause || !asker.getValue(WORK) ? asker : ROOT_CONTEXT;
  let paintedAt = 0;

  const name = (): string => `navigation ${deps.routeOf(new URL(location.href))}`;
  const span = deps.tracer.startSpan(
    name(),
    {
      startTime: time,
      attributes: {
        'url.full': deps.redactUrl(href),
        'browser.navigation.same_document': true,
        'browser.navigation.hash_change': hashChange,
        'browser.navigation.type': type,
        'clew.navigation.from': deps.routeOf(from),
      },
    },
    // Without the account: the navigation waits for the work, not the work for the navigation.
    parent.deleteValue(WORK),
  );
  const work = cause ?? createWork(deps.now, () => deps.setAmbient(ROOT_CONTEXT), time);
  const context = contextOf(span, work, parent);
  const view: PageView = { attributes, sameDocument: true, time, context, url: href };

  function end(lastActivityMs: number, reason: WorkEnd): void {
    if (!span.isRecording()) return;
    onEnd();
    if (reason !== 'hide') span.setAttributes(circumstances());
    if (reason !== 'quiet') span.setAttribute('clew.end_reason', reason);
    span.end(Math.max(lastActivityMs, paintedAt, time));
    emitNavigation(deps, { sameDocument: true, hashChange, type, time, context, url: view.url });
  }

  keepPageView(view);
  work.follow(end);
  work.used = true;
  if (!cause) {
    deps.setAmbient(context);
    holdUntilPaint(work);
  }
  return {
    frame: cause ? undefined : frameOf(context),
    view,
    painted(navigationId, startTimeMs, paintedAtMs) {
      paintedAt = paintedAtMs;
      span.setAttributes({
        'clew.navigation.id': navigationId,
        'clew.navigation.first_paint': roundMs(paintedAtMs - startTimeMs),
      });
    },
    redirected() {
      span
        .updateName(name())
        .setAttributes(placePageView(deps))
        .setAttribute('url.full', deps.redactUrl(view.url));
    },
    end: (atMs, reason) => (cause ? end(atMs, reason) : work.close(reason)),
  };
}
