// Which frame an event listener runs in. A user's event belongs to its own interaction, whoever listens, and so do the
// events that come with it (the focus that a press gives); an event that script dispatches belongs to the code that
// dispatches it; an XHR's belongs to the code that sent the request; anything else to the code that started to listen.
import { base, current, type Frame, ROOT_FRAME } from './frame.js';

/** Stands for the frame in which listeners that only watch were added; nothing runs in it. */
const BYSTANDER: Frame = { ...ROOT_FRAME };

let isWatching = false;

/** Has the listeners that `start` adds run outside every interaction, as no part of its work. */
export function asBystander(start: () => void): void {
  isWatching = true;
  try {
    start();
  } finally {
    isWatching = false;
  }
}

/** The frame to remember for a listener that is added now: the `registered` of {@link frameOfEvent}. */
export function listenerFrame(): Frame {
  return isWatching ? BYSTANDER : current;
}

const byEvent = new WeakMap<Event, Frame>();
const byTarget = new WeakMap<EventTarget, Frame>();

/** The frame of the user's last event. */
export let lastInteraction: Frame = ROOT_FRAME;

/** Says that the user's `event` belongs to `frame`; see {@link assignEvent}. */
export function assignUserEvent(event: Event, frame: Frame): void {
  lastInteraction = frame;
  assignEvent(event, frame);
}

/** What a press, a key or a click brings along with it. */
const COMPANIONS =
  /^(dblclick|auxclick|contextmenu|touchstart|keypress|beforeinput|paste|copy|cut|focus(in|out)?|blur|reset)$/;

let accompanied: Frame | undefined;

/** Says that the user's event of `frame` is being handled, or with `undefined` that it was: its companions are of it too. */
export function accompany(frame: Frame | undefined): void {
  accompanied = frame;
}

/** Says that `event` belongs to `frame`, for every listener on its way. */
export function assignEvent(event: Event, frame: Frame): void {
  byEvent.set(event, frame);
}

/** Says that what `target` reports from now on belongs to `frame`: the request it carries was sent there. */
export function assignTarget(target: EventTarget, frame: Frame): void {
  byTarget.set(target, frame);
}

function isCompanion(event: unknown): boolean {
  const { isTrusted, type } = Object(event) as Event;
  return isTrusted && COMPANIONS.test(type);
}

/** The frame for one listener call; `registered` is the frame in which the listener was added. */
export function frameOfEvent(event: unknown, target: unknown, registered: Frame): Frame {
  if (registered === BYSTANDER) return ROOT_FRAME;
  if (typeof event === 'object' && event !== null) {
    const own = byEvent.get(event as Event);
    if (own) return own;
  }
  if (current !== base) return current;
  if (accompanied && isCompanion(event)) return accompanied;
  const sent =
    typeof target === 'object' && target !== null ? byTarget.get(target as EventTarget) : undefined;
  // What script dispatches for nobody is nobody's: who listens did not cause it.
  return sent ?? (current === ROOT_FRAME && Object(event).isTrusted !== false ? registered : current);
}
