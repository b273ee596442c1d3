// Whether the page is being left. Firefox and WebKit cancel its requests when a navigation begins, and hide the page only
// when the next document has answered.
import type { Stop } from './guard.js';
import { listen } from './native.js';

/** Requests are cancelled within some milliseconds of that event; on a page whose main thread is busy, of its being free. */
const WINDOW_MS = 1_000;

/** Watches for navigations away from the page. */
export interface LeavingWatch {
  /** Whether what failed at this time, in milliseconds on the `performance.now()` timeline, may have been cancelled by one. */
  mayHaveCancelled(timeMs: number): boolean;
  stop: Stop;
}

/** Starts watching. */
export function watchLeaving(now: () => number): LeavingWatch {
  let leavingAt = -Infinity;
  const { document } = globalThis as { document?: Document };
  // Chromium cancels requests when the page hides; it alone has `prerendering`. A listener would hold its navigations up.
  // Workers are not told.
  const stop =
    !document || 'prerendering' in document
      ? () => {}
      : listen(window, 'beforeunload', () => {
          leavingAt = now();
        });
  return { mayHaveCancelled: (timeMs) => timeMs - leavingAt < WINDOW_MS, stop };
}
