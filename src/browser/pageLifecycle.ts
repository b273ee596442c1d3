// When the page may be gone the next moment. `visibilitychange` fires on the document, `pagehide` only on the
// window (a listener on document never runs), `freeze` where the engine has it. Never `unload` or
// `beforeunload`: they cost the page its back/forward cache.
import { guard, type Stop, stopAll } from './guard.js';
import { listen } from './native.js';

/**
 * Calls `onHide` each time the page is hidden, frozen or left; on one exit it may be called more than once.
 * At a tab's close Firefox gives such a listener about 2 ms: what it does must be ready by then.
 */
export function onPageHide(onHide: () => void): Stop {
  const hide = guard('page hide', onHide);
  const options = { capture: true };
  return stopAll([
    listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && hide(), options),
    listen(window, 'pagehide', hide, options),
    listen(document, 'freeze', hide, options),
  ]);
}

/**
 * Does something once there is somebody to see the page: at once, or, while it is being prerendered, when that ends.
 * A prerendered page that nobody opens ends without it.
 */
export function whenActivated(act: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering)
    listen(document, 'prerenderingchange', guard('activation', act), { once: true });
  else act();
}
