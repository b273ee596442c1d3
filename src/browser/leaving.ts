// When the page is being left. Firefox and WebKit cancel its requests when a navigation begins, and hide the page only
// when the next document has answered.
import type { Stop } from './guard.js';
import { listen } from './native.js';

/** Calls `onLeaving` when a navigation away from the page begins, in engines that cancel requests then. */
export function watchLeaving(onLeaving: () => void): Stop | undefined {
  const { document } = globalThis as { document?: Document };
  // Chromium cancels requests when the page hides; it alone has `prerendering`. A listener would hold its navigations up.
  // Workers are not told.
  if (!document || 'prerendering' in document) return undefined;
  return listen(window, 'beforeunload', onLeaving);
}
