// Core Web Vitals and their kin, measured by web-vitals: an event each, part of the trace of the page load or
// navigation it was measured for, INP of the interaction's. Reported when the page hides, at the latest.
// @see OpenTelemetry client-side conventions 0.1.0, `browser.web_vital`
import type { Attributes, Context } from '@opentelemetry/api';
import { type MetricType, onCLS, onFCP, onLCP, onTTFB } from 'web-vitals';
import { guard, type Stop } from '../browser/guard.js';
import { asBystander } from '../context/eventFrame.js';
import { measureInp } from './inpReports.js';
import { rememberInputs } from './inputTraces.js';
import { findPageView, type PageView } from './pageView.js';
import type { Source, SourceDeps } from './source.js';
import { inpAttribution, vitalAttribution } from './vitalAttribution.js';

/** Attributes under the names that web vitals have there. */
function prefixed(namespace: string, attributes: Attributes = {}): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`${namespace}.web_vital.${name}`, value]),
  );
}

/** Starts measuring; what an engine cannot measure is never reported. */
function captureWebVitals(deps: SourceDeps): Stop {
  const inputs = rememberInputs();
  // web-vitals cannot be stopped.
  let isStopped = false;

  const report = guard('web vital', (metric: MetricType, attribution?: Attributes, input?: Context) => {
    if (isStopped) return;
    const { name, value, delta, id, rating, navigationType: navigation_type } = metric;
    const view = viewOf(metric);
    deps.emit({
      name: 'browser.web_vital',
      // Before the page view is known, the page load is what is active.
      context: input ?? view?.context ?? deps.active(),
      attributes: {
        ...prefixed('browser', { name: name.toLowerCase(), value, delta, id, rating, navigation_type }),
        // When it is reported, the user may be elsewhere.
        ...view?.attributes,
        ...prefixed('clew', attribution),
      },
    });
  });

  asBystander(() => {
    for (const measure of [onCLS, onFCP, onLCP, onTTFB])
      measure((metric: MetricType) => report(metric, vitalAttribution(metric, deps.redactUrl)), {
        reportSoftNavs: true,
      });
    const tell = measureInp((inp) => {
      report(inp.metric, inpAttribution(inp), inputs.find(inp.metric.entries[0]?.startTime));
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
