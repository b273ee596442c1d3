// Signs of a user in trouble, on the interactions' own spans: the same place pressed again and again, controls that do
// nothing, clicks that end in an error.
import { type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { closest, EDITABLE } from './authoredText.js';
import { addCommentator, credit, type Interaction } from './openInteractions.js';
import type { Source, SourceDeps } from './source.js';

/** Presses within this time, in milliseconds, and this near each other, in CSS pixels, are of one kind. */
const RAGE_MS = 1_000;
const RAGE_PX = 30;

/** Where the browser itself may do something that nobody sees from here. */
const NATIVE = `${EDITABLE},label,video,audio,canvas,object,embed`;

/** What a press may lead to without changing the document. */
const REACTIONS =
  'focusin scroll invalid reset toggle play pause copy fullscreenchange beforeprint blur input change submit';

/** @returns a function that is told each click, and answers whether it is the third or a later one in a row. */
function createRageDetector(): (click: MouseEvent) => boolean {
  let times: number[] = [];
  let place = { x: 0, y: 0 };
  return ({ clientX: x, clientY: y, timeStamp }) => {
    if (Math.hypot(x - place.x, y - place.y) > RAGE_PX) times = [];
    place = { x, y };
    times = [...times, timeStamp].filter((time) => timeStamp - time <= RAGE_MS);
    // Three presses also select a paragraph. Not `type`, for which Chromium lays the page out.
    return times.length > 2 && getSelection()?.isCollapsed !== false;
  };
}

/** Whether a click without effect was on something that promises one. */
function isDead({ type, event, target, named, reacted }: Interaction): boolean {
  if (type !== 'click' || reacted || !target || closest(target, NATIVE)) return false;
  // What a link does, it does outside of this page.
  if (closest(target, '[href]') && !event.defaultPrevented) return false;
  return named?.isPressable || getComputedStyle(target).cursor === 'pointer';
}

function start({ now }: SourceDeps): Stop {
  const isRage = createRageDetector();
  const raging = new WeakSet<Interaction>();
  const react = (): void => credit('reacted', now());
  return stopAll([
    addCommentator({
      heard(interaction, event) {
        if (event.type === 'click' && isRage(event as MouseEvent)) raging.add(interaction);
      },
      ending(interaction, hadEffect) {
        const signs = [
          !hadEffect && isDead(interaction) && 'dead',
          raging.has(interaction) && 'rage',
          interaction.work.errors > 0 && 'error',
        ].filter((sign) => sign !== false);
        if (!signs.length) return;
        interaction.span.setAttribute('clew.interaction.frustration', signs);
        interaction.isKept = true;
      },
    }),
    ...REACTIONS.split(' ').map((type) => listen(window, type, react, { capture: true, passive: true })),
  ]);
}

/** Dead, rage and error clicks. */
export const frustrations: Source = { name: 'frustrations', start };
