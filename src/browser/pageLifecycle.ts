// When the page may be gone the next moment. `visibilitychange` fires on the document, `pagehide` only on the
// window (a listener on document never runs), `freeze` where the engine has it. Never `unload`: it
// costs the page its back/forward cache.
import { type Stop, stopAll } from './guard.js';
import { listen } from './native.js';

/**
 * Calls `onHide` each time the page is hidden, frozen or left; on one exit it may be called more than once.
 * At a tab's close Firefox gives such a listener about 2 ms: what it does must be ready by then.
 * @param onHide is told whether the page itself goes, not only out of sight.
 * @param onBack is called when the page is seen again, or the network is back.
 */
export function onPageHide(onHide: (isLeaving: boolean) => void, onBack: () => void): Stop {
  const options = { capture: true };
  const isHidden = (): boolean => document.visibilityState === 'hidden';
  return stopAll([
    listen(document, 'visibilitychange', () => (isHidden() ? onHide(false) : onBack()), options),
    listen(window, 'pagehide', () => onHide(true), options),
    listen(document, 'freeze', () => onHide(false), options),
    listen(window, 'online', onBack, options),
  ]);
}

/**
 * Does something once there is somebody to see the page: at once, or, while it is being prerendered, when that ends.
 * A prerendered page that nobody opens ends without it.
 */
export function whenActivated(act: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering)
    listen(document, 'prerenderingchange', act, { once: true });
  else act();
}
