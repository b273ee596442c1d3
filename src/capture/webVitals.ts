// Core Web Vitals and their kin, measured by web-vitals: an event each, part of the trace of the page load or
// navigation it was measured for, INP of the interaction's. Reported when the page hides, at the latest.
// @see OpenTelemetry client-side conventions 0.1.0, `browser.web_vital`
import type { Attributes, Context } from '@opentelemetry/api';
import { type MetricType, onCLS, onFCP, onLCP, onTTFB } from 'web-vitals';
import { guard, type Stop } from '../browser/guard.js';
import { BYSTANDER } from '../context/eventFrame.js';
import { runIn } from '../context/frame.js';
import { measureInp } from './inpReports.js';
import { rememberInputs } from './inputTraces.js';
import { findPageView, type PageView } from './pageView.js';
import type { Source, SourceDeps } from './source.js';
import { inpAttribution, vitalAttribution } from './vitalAttribution.js';

const PREFIX = 'browser.web_vital.';

/** Starts measuring; what an engine cannot measure is never reported. */
function captureWebVitals(deps: SourceDeps): Stop {
  const inputs = rememberInputs();
  // web-vitals cannot be stopped.
  let isStopped = false;

  const report = guard('web vital', (metric: MetricType, attribution: Attributes, input?: Context) => {
    if (isStopped) return;
    const { name, value, delta, id, rating, navigationType } = metric;
    const view = viewOf(metric);
    deps.emit({
      name: 'browser.web_vital',
      // Before the page view is known, the page load is what is active.
      context: input ?? view?.context ?? deps.active(),
      attributes: {
        [`${PREFIX}name`]: name.toLowerCase(),
        [`${PREFIX}value`]: value,
        [`${PREFIX}delta`]: delta,
        [`${PREFIX}id`]: id,
        [`${PREFIX}rating`]: rating,
        [`${PREFIX}navigation_type`]: navigationType,
        // When it is reported, the user may be elsewhere.
        ...(view && {
          'clew.page_view.id': view.id,
          'clew.page_view.route': deps.routeOf(new URL(view.url)),
          'browser.document.url.full': deps.redactUrl(view.url),
        }),
        ...Object.fromEntries(
          Object.entries(attribution).map(([key, found]) => [`clew.web_vital.${key}`, found]),
        ),
      },
    });
  });

  runIn(BYSTANDER, () => {
    for (const measure of [onCLS, onFCP, onLCP, onTTFB])
      measure((metric: MetricType) => report(metric, vitalAttribution(metric, deps.redactUrl)), {
        reportSoftNavs: true,
      });
    const tell = measureInp((inp) => {
      report(inp.metric, inpAttribution(inp, deps.redactUrl), inputs.find(inp.inputTime));
    });
    deps.onHide(tell);
  });
  return () => {
    isStopped = true;
    inputs.stop();
  };
}

/** The view that was measured: a soft navigation has the time of the interaction before it, and the view's URL. */
function viewOf({
  navigationType,
  navigationStartTime = 0,
  navigationURL,
}: MetricType): PageView | undefined {
  return findPageView(({ sameDocument, time, url }) =>
    navigationType === 'soft-navigation'
      ? url === navigationURL && time >= navigationStartTime - 1
      : !sameDocument,
  );
}

/** LCP, INP, CLS, FCP and TTFB of page loads and, where the engine reports them, of navigations within the page. */
export const webVitals: Source = { name: 'webVitals', start: captureWebVitals };
