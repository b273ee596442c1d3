// Two ways of navigating leave no code on the stack when it happens: a link, which the browser follows after the click's
// listeners, and history.back() and its like, which are done later. Both leave word here of who asked.
import { type Stop, stopAll } from '../browser/guard.js';
import { listen, nativeSetTimeout } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { frameOfEvent } from '../context/eventFrame.js';
import { base, current, type Frame, ROOT_FRAME } from '../context/frame.js';

/** What asks for an entry of the session history. */
const TRAVERSALS = {
  History: ['back', 'forward', 'go'],
  Navigation: ['back', 'forward', 'traverseTo'],
} as const;

/** Longest time from such a call to its navigation. Where there is no such entry none comes, and nothing says so. */
const TRAVERSAL_MS = 1_000;

/** What asked for navigations that are yet to happen. */
export interface Causes {
  /** Whether a click is about to follow a link to `url`. */
  follows(url: string): boolean;
  /** The frame of what asked for this navigation, if no code that runs now did. Whoever takes it uses it up. */
  take(type: NavigationType, url: string): Frame | undefined;
  stop: Stop;
}

/** Starts to listen for clicks on links, and for calls that traverse the history. */
export function watchCauses(): Causes {
  let link: { readonly href: string; readonly frame: Frame } | undefined;
  let traversal: { readonly frame: Frame } | undefined;

  function onClick(event: Event): void {
    const frame = frameOfEvent(event, undefined, current);
    const anchor = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    link = anchor && frame !== ROOT_FRAME ? { href: anchor.href, frame } : undefined;
  }

  function asked(): void {
    forget();
    if (current === ROOT_FRAME) return;
    current.work?.begin();
    const asker = { frame: current };
    traversal = asker;
    nativeSetTimeout(() => {
      // At no time: to wait in vain is no activity.
      if (traversal === asker) forget(0);
    }, TRAVERSAL_MS);
  }

  function forget(timeMs?: number): void {
    traversal?.frame.work?.end(timeMs);
    traversal = undefined;
  }

  const page = globalThis as unknown as Record<string, { prototype?: object } | undefined>;
  const patches = Object.entries(TRAVERSALS).flatMap(([owner, names]) =>
    names.map((name) =>
      patchCalls(page[owner]?.prototype, name, (self, args, original) => {
        asked();
        return Reflect.apply(original, self, args);
      }),
    ),
  );

  const follows = (url: string): boolean => link?.href === url;

  return {
    follows,
    take(type, url) {
      const asker = type === 'traverse' ? traversal : follows(url) ? link : undefined;
      if (type === 'traverse') forget();
      return current === base ? asker?.frame : undefined;
    },
    stop: stopAll([listen(window, 'click', onClick, { capture: true, passive: true }), ...patches]),
  };
}
