// A page that comes back from the back/forward cache: nothing is loaded, but to the user it is a page view. One span
// from the return to its paint and the end of the work that the page did about it.
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { contextOf } from '../context/frame.js';
import { createWork, type Work } from '../context/work.js';
import { beginPageView, emitNavigation, holdUntilPaint } from './pageView.js';
import type { SourceDeps } from './source.js';

/** Starts a span `page restore` each time the page comes back. */
export function capturePageRestores(deps: SourceDeps): Stop {
  let open: Work | undefined;

  function restored({ persisted, timeStamp: time }: PageTransitionEvent): void {
    if (!persisted) return;
    beginPageView(deps);
    const span = deps.tracer.startSpan(
      'page restore',
      {
        startTime: time,
        attributes: {
          'url.full': deps.redactUrl(location.href),
          'browser.navigation_timing.type': 'back-forward-cache',
        },
      },
      ROOT_CONTEXT,
    );
    const work = createWork(
      deps.now,
      (lastActivityMs, reason) => {
        deps.setAmbient(ROOT_CONTEXT);
        if (reason !== 'quiet') span.setAttribute('clew.end_reason', reason);
        span.end(lastActivityMs);
      },
      time,
    );
    open = work;
    const context = contextOf(span, work);
    deps.setAmbient(context);
    emitNavigation(deps, { sameDocument: false, type: 'traverse', time, context });
    holdUntilPaint(work);
  }

  deps.onHide(() => open?.close('hide'));
  return listen(window, 'pageshow', restored, { capture: true });
}
