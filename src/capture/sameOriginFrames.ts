// The page's frames of its own origin: what a user does in them is done on this page.
import { type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';

/**
 * Calls `attach` with this window, and with that of each frame of the same origin, now and whenever it is loaded.
 * @returns what undoes it for this window; a frame's listeners go with its document.
 */
export function followFrames(attach: (view: Window) => Stop[]): Stop {
  function follow(view: Window): Stop[] {
    // An element's load event passes its document, not the window.
    const onLoad = ({ target }: Event): void => enter((target as HTMLIFrameElement).contentWindow);
    const stops = [...attach(view), listen(view.document, 'load', onLoad, { capture: true })];
    for (let index = 0; index < view.length; index++) enter(view[index]);
    return stops;
  }

  function enter(view: Window | null | undefined): void {
    try {
      if (view) follow(view);
    } catch {
      // Of another origin: not ours to see.
    }
  }

  return stopAll(follow(window));
}
