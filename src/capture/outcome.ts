// What comes of interactions while they are open: the document changes, the URL does.
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { credit, openInteractions } from './openInteractions.js';

const CHANGES = { subtree: true, childList: true, attributes: true, characterData: true };

/** Watches the documents and shadow roots that events pass. */
export interface OutcomeWatch {
  observe(path: readonly EventTarget[]): void;
  readonly stop: Stop;
}

/** Starts watching; while no interaction is open it costs nothing. */
export function watchOutcomes(): OutcomeWatch {
  // Its callback is a microtask, queued by the first change: `current` is then whoever made that change.
  const observer = new MutationObserver(() => {
    credit('changedDom');
    for (const { changedDom, work } of openInteractions) if (!changedDom && !work.ended) return;
    observer.disconnect();
  });
  const { navigation } = window as { navigation?: EventTarget };
  return {
    observe(path) {
      for (const root of [document, ...path] as Node[]) {
        // Documents and shadow roots.
        if (root.nodeType === 9 || root.nodeType === 11)
          attempt('observe', () => observer.observe(root, CHANGES));
      }
    },
    stop: stopAll([
      () => observer.disconnect(),
      navigation ? listen(navigation, 'navigate', () => credit('navigated')) : () => {},
    ]),
  };
}
