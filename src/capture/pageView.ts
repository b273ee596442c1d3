// The page view: what a user sees under one URL, from the load, restore or navigation that brought it to the next
// one. Everything recorded meanwhile carries its id and its URL.
import type { Attributes, Context } from '@opentelemetry/api';
import { nativeAnimationFrame } from '../browser/native.js';
import type { Work } from '../context/work.js';
import { createSpanId } from '../trace/ids.js';
import type { SourceDeps } from './source.js';

/**
 * Begins a page view: from now on every span and event has its id, `clew.page_view.id`, its route and its URL. Call it
 * when `location.href` is the view's own, before the view's first span.
 * @returns these attributes.
 */
export function beginPageView(deps: SourceDeps): Attributes {
  stamped = { 'clew.page_view.id': createSpanId() };
  return placePageView(deps);
}

/**
 * Says again where the page view is, after a redirect.
 * @returns what every span and event has of it from now on.
 */
export function placePageView(deps: SourceDeps): Attributes {
  Object.assign(stamped, {
    'clew.page_view.route': deps.routeOf(new URL(location.href)),
    'browser.document.url.full': deps.redactUrl(location.href),
  });
  deps.stamp(stamped);
  return stamped;
}

/**
 * In what the view is seen, and on what. To be asked when the view is quiet: the size of a window may cost a layout, and
 * is not final before the page has said how wide it is to be.
 */
export function circumstances(): Attributes {
  // Neither is in TypeScript's DOM library.
  const { connection, deviceMemory } = navigator as {
    connection?: { effectiveType?: string };
    deviceMemory?: number;
  };
  return {
    'clew.viewport.width': innerWidth,
    'clew.viewport.height': innerHeight,
    'clew.connection.effective_type': connection?.effectiveType,
    'clew.device.memory': deviceMemory,
  };
}

/** Keeps the account of a view open until the screen shows it. */
export function holdUntilPaint(work: Work): void {
  work.begin();
  // The frame after the next one begins when the next one has been painted.
  nativeAnimationFrame(() => nativeAnimationFrame(() => work.end()));
}

/** A page view and the trace it belongs to. */
export interface PageView {
  /** What every span and event of it has. */
  readonly attributes: Attributes;
  /** As in {@link Navigation}. */
  readonly sameDocument: boolean;
  readonly time: number;
  readonly context: Context;
  /** `location.href` as it is; for comparison, never for export. */
  url: string;
}

let stamped: Attributes = {};

/** Newest first; what is measured of older views has been reported. */
const views: PageView[] = [];
const MAX_VIEWS = 8;

/** Remembers a view: what is measured of it later, its web vitals, is part of its trace. */
export function keepPageView(view: PageView): void {
  if (!view.sameDocument) views.length = 0;
  views.unshift(view);
  // The last one is the document's.
  if (views.length > MAX_VIEWS) views.splice(-2, 1);
}

/** The newest view that `matches`. */
export function findPageView(matches: (view: PageView) => boolean): PageView | undefined {
  return views.find(matches);
}

/** How a view began, in the words of the event `browser.navigation`. */
export interface Navigation {
  /** False for a load and for a return from the back/forward cache, true for what the page's script did. */
  readonly sameDocument: boolean;
  /** Only the fragment changed. @defaultValue false */
  readonly hashChange?: boolean;
  /** Absent for a first load. */
  readonly type?: 'push' | 'replace' | 'reload' | 'traverse' | undefined;
  /** When it began, in milliseconds on the `performance.now()` timeline. */
  readonly time: number;
  /** The context of the span that stands for it. */
  readonly context: Context;
  /** Where it led. @defaultValue `location.href` */
  readonly url?: string;
}

/**
 * Sends the event that a view began, after {@link beginPageView}.
 * @see OpenTelemetry client-side conventions 0.1.0, `browser.navigation`
 */
export function emitNavigation(deps: SourceDeps, navigation: Navigation): void {
  const { sameDocument, hashChange = false, type, time, context, url = location.href } = navigation;
  if (!sameDocument) keepPageView({ attributes: stamped, sameDocument, time, context, url });
  deps.emit({
    name: 'browser.navigation',
    time,
    context,
    attributes: {
      'url.full': deps.redactUrl(url),
      'browser.navigation.same_document': sameDocument,
      'browser.navigation.hash_change': hashChange,
      'browser.navigation.type': type,
    },
  });
}
