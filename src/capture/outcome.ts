// What comes of interactions while they are open: the document changes, the screen shows it, the URL changes.
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen, nativeAnimationFrame, nativeSetTimeout } from '../browser/native.js';
import { credit, openInteractions } from './openInteractions.js';

const CHANGES = { subtree: true, childList: true, attributes: true, characterData: true };

/** Watches the documents and shadow roots that events pass. */
export interface OutcomeWatch {
  observe(path: readonly EventTarget[]): void;
  readonly stop: Stop;
}

/** Starts watching; while no interaction is open it costs nothing. */
export function watchOutcomes(now: () => number): OutcomeWatch {
  let frame = 0;
  let observed = new WeakSet<Node>();
  // Its callback is a microtask, queued by the first of some changes: `current` is then whoever made that one.
  const observer = new MutationObserver(() => {
    const time = now();
    credit('changedDom', time);
    let isAtWork = false;
    for (const { work, changedDom } of openInteractions) {
      isAtWork ||= !work.ended;
      if (changedDom === time) awaitPaint();
    }
    if (isAtWork) return;
    observer.disconnect();
    observed = new WeakSet();
  });

  function awaitPaint(): void {
    if (frame !== 0) return;
    frame = nativeAnimationFrame(() => {
      frame = 0;
      const madeAt = now();
      // The task after a frame's callbacks comes when it has been painted.
      nativeSetTimeout(() => {
        for (const interaction of openInteractions) {
          const { changedDom = Infinity, paintedAt = 0 } = interaction;
          if (paintedAt < changedDom && changedDom <= madeAt) interaction.paintedAt = now();
        }
      }, 0);
    });
  }

  const { navigation } = window as { navigation?: EventTarget };
  return {
    observe(path) {
      for (const root of [document, ...path] as Node[]) {
        // Documents and shadow roots.
        if ((root.nodeType !== 9 && root.nodeType !== 11) || observed.has(root)) continue;
        observed.add(root);
        attempt('observe', () => observer.observe(root, CHANGES));
      }
    },
    stop: stopAll([
      () => observer.disconnect(),
      navigation && listen(navigation, 'navigate', () => credit('navigated', now())),
    ]),
  };
}
