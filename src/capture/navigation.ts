// Navigations within the page: which changes of its address are new views to the user, and which are not.
import { type Stop, stopAll } from '../browser/guard.js';
import { observe } from '../browser/observe.js';
import type { Frame } from '../context/frame.js';
import { type OpenNavigation, openWork, startNavigation } from './navigationSpan.js';
import { type AddressChange, watchNavigations } from './navigationWatch.js';
import { findPageView, type PageView, placePageView } from './pageView.js';
import { routePath } from './route.js';
import type { Source, SourceDeps } from './source.js';

/** Chromium's entry for a navigation that a user caused and that painted something. */
interface SoftNavigation extends PerformanceEntry {
  readonly navigationId: number;
  readonly presentationTime?: number;
  readonly paintTime: number;
}

/** Starts a span for every navigation that the page makes without loading a document. */
function captureNavigations(deps: SourceDeps): Stop {
  let url = new URL(location.href);
  let open: OpenNavigation | undefined;

  function changed(change: AddressChange): Frame | undefined {
    const before = url;
    url = new URL(location.href);
    if (!isNewView(change.type, before, url)) return undefined;
    const view = findPageView(() => true);
    if (view && isRedirect(change, view)) {
      view.url = url.href;
      if (open) open.redirected();
      else placePageView(deps);
      return open?.frame;
    }
    open?.end(change.time, 'superseded');
    open = startNavigation(deps, change, before, () => {
      settle(observer?.takeRecords() ?? []);
      open = undefined;
    });
    return open.frame;
  }

  /** The times of the first paint come after it, one entry for each navigation that a user caused. */
  function settle(entries: PerformanceEntryList): void {
    for (const {
      name,
      startTime,
      navigationId,
      presentationTime,
      paintTime,
    } of entries as SoftNavigation[]) {
      if (open?.view.url === name && startTime <= open.view.time)
        open.painted(navigationId, startTime, presentationTime || paintTime);
    }
  }

  deps.onHide(() => open?.end(deps.now(), 'hide'));
  const observer = observe('soft-navigation', settle);
  return stopAll([() => observer?.disconnect(), watchNavigations(deps, changed)]);
}

/** Whether what began the view replaces its address before it is quiet: a router's redirect. */
function isRedirect({ type, context }: AddressChange, view: PageView): boolean {
  const work = type === 'replace' && openWork(context);
  return Boolean(work) && work === openWork(view.context);
}

/**
 * Another path is another view, and so is another query, but where it was only replaced: that is how a page keeps its
 * filters in the address. A state or an anchor is none.
 */
function isNewView(type: NavigationType, from: URL, to: URL): boolean {
  return (
    type === 'reload' ||
    routePath(from) !== routePath(to) ||
    (type !== 'replace' && from.search !== to.search)
  );
}

/** Navigations of single-page applications. */
export const navigations: Source = { name: 'navigations', start: captureNavigations };
