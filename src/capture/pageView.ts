// The page view: what a user sees under one URL, from the load, restore or navigation that brought it to the next
// one. Everything recorded meanwhile carries its id and its URL.
import type { Context } from '@opentelemetry/api';
import { createSpanId } from '../trace/ids.js';
import type { SourceDeps } from './source.js';

/**
 * Begins a page view: from now on every span and event has its id, `clew.page_view.id`, and its URL. Call it when
 * `location.href` is the view's own, before the view's first span.
 * @returns the id, 16 random hexadecimal digits.
 */
export function beginPageView(deps: SourceDeps): string {
  const id = createSpanId();
  deps.stamp({ 'clew.page_view.id': id, 'browser.document.url.full': deps.redactUrl(location.href) });
  return id;
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
}

/**
 * Sends the event that a view began, after {@link beginPageView}.
 * @see OpenTelemetry client-side conventions 0.1.0, `browser.navigation`
 */
export function emitNavigation(deps: SourceDeps, navigation: Navigation): void {
  const { sameDocument, hashChange = false, type, time, context } = navigation;
  deps.emit({
    name: 'browser.navigation',
    time,
    context,
    attributes: {
      'url.full': deps.redactUrl(location.href),
      'browser.navigation.same_document': sameDocument,
      'browser.navigation.hash_change': hashChange,
      'browser.navigation.type': type,
    },
  });
}
