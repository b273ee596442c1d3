// The document's own milestones, from the end of the previous page to the end of the load event, as attributes with
// the registry's names. The phases before (redirect, DNS, connect, TLS, request, response) are the document's request:
// see resourceTiming.ts.
import type { Attributes } from '@opentelemetry/api';
import { membersOf } from './resourceTiming.js';

const PREFIX = 'browser.navigation_timing.';

const MILESTONES =
  'unloadEventStart unloadEventEnd domInteractive domContentLoadedEventStart domContentLoadedEventEnd domComplete loadEventStart loadEventEnd';

/**
 * When somebody came to see a page that had been prerendered, in milliseconds on the `performance.now()` timeline;
 * 0 for every other page.
 */
export function activationStart(navigation: PerformanceNavigationTiming | undefined): number {
  return (navigation as { activationStart?: number } | undefined)?.activationStart ?? 0;
}

/**
 * Milestones in milliseconds since the user came: since the navigation's start, or since the activation of a
 * prerendered page, for which what was over by then is 0.
 */
export function documentPhases(navigation: PerformanceNavigationTiming): Attributes {
  const activatedAt = activationStart(navigation);
  return {
    [`${PREFIX}type`]: activatedAt ? 'prerender' : navigation.type,
    [`${PREFIX}redirect_count`]: navigation.redirectCount || undefined,
    'clew.activation_start': activatedAt || undefined,
    ...membersOf(navigation, PREFIX, MILESTONES, activatedAt),
  };
}
