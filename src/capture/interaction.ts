// What a user does: one span for one physical interaction (press, release, click, submit are one), from the
// hardware timestamp to the end of the work it caused. Everything that work does is its descendant.
// This file decides which interaction an event belongs to; interactionSpan.ts what is recorded of it.
import { guard, type Stop, stopAll } from '../browser/guard.js';
import { addListener, nativeMicrotask, nativeSetTimeout } from '../browser/native.js';
import { assignUserEvent } from '../context/eventFrame.js';
import { base, current, ROOT_FRAME, setBase } from '../context/frame.js';
import { type Beginning, createInteractionSpans, timeOf } from './interactionSpan.js';
import { isTyping } from './keys.js';
import { commentators, type Interaction, landed, setInFlight } from './openInteractions.js';
import { watchOutcomes } from './outcome.js';
import { followFrames } from './sameOriginFrames.js';
import type { Source, SourceDeps } from './source.js';

/** The events that interactions consist of. */
const TYPES =
  'pointerdown mousedown pointerup mouseup touchend click keydown keyup input change submit drop dragend'.split(
    ' ',
  );

/** Events that say what the user did; the others only lead up to one. */
const SIGNIFICANT = /^(click|submit|change|drop|drag(end)?)$/;

/** A press that moves this far, in CSS pixels, drags. */
const DRAG_PX = 10;

/** Where a window has its Clew; see init. */
const CLEW = Symbol.for('clew.handle');

/** Starts a span for every trusted interaction. */
function captureInteractions(deps: SourceDeps): Stop {
  const outcomes = watchOutcomes(deps.now);
  const {
    begin: create,
    restart,
    nameAfter,
  } = createInteractionSpans(deps, (ended) => {
    if (gesture === ended) gesture = undefined;
  });
  let gesture: Interaction | undefined;
  /** What goes on while text is put into a field or a key is held down; and the press that may become a drag. */
  let held: Interaction | undefined;
  let press: { readonly event: PointerEvent; readonly target: Element | undefined } | undefined;
  /** Whose event is on its way, and its end awaited. */
  let landing: Interaction | undefined;
  /** True from an event that script made to the end of that script. */
  let isScripted = false;
  let isStopped = false;
  /** Scripts ran before Clew: their listeners are none that a patch sees. */
  const cameLate = document.readyState !== 'loading' || document.scripts.length > 1;

  function begin(beginning: Beginning): Interaction {
    release();
    gesture = create(beginning);
    return gesture;
  }

  function interactionFor(event: Event, target: Element | undefined): Interaction | undefined {
    const { type } = event;
    if (type === 'pointerdown') press = { event: event as PointerEvent, target };
    if (type === 'keydown') {
      if (target && isTyping(event as KeyboardEvent, target)) return hold(event, target, 'input');
      if (!(event as KeyboardEvent).repeat) release();
      return hold(event, target);
    }
    // Text is not complete when its key is up; other keys have then done what they do.
    if (type === 'keyup' && held?.type !== 'input') release();
    if (type === 'input' && !gesture) return hold(event, target);
    if (type === 'pointerup' && press && isDrag(press.event, event as PointerEvent))
      return significant(event, press.target, 'drag');
    if (type === 'pointerdown' || (type === 'pointerup' && !gesture)) return begin({ event, target });
    return SIGNIFICANT.test(type) ? significant(event, target) : gesture;
  }

  /**
   * Text put into one field is one interaction, until the user does something else or pauses for long; so are the
   * repeats of a key that is held down.
   */
  function hold(event: Event, target: Element | undefined, type = event.type): Interaction {
    if (!held || held.work.ended || held.type !== type || held.target !== target) {
      const begun = begin({ event, target, type, isKeyed: true });
      begun.work.begin();
      held = begun;
    }
    gesture = held;
    return held;
  }

  /** Nothing more is added to it by hand. */
  function release(): void {
    held?.work.end(0);
    held = undefined;
  }

  function significant(
    event: Event,
    target: Element | undefined,
    type = event.type,
  ): Interaction | undefined {
    // A form is submitted by a key or a press; otherwise a script did it.
    if (!gesture) return type === 'submit' ? undefined : begin({ event, target, type });
    const isNamed = SIGNIFICANT.test(gesture.type);
    // A click and the change or submit that follows from it are one. But the change that a field reports because a
    // press elsewhere takes its focus is not what the press is about.
    if (isNamed && gesture.type !== 'change') return gesture;
    const isSame = !isNamed && gesture.work.used && (type !== 'change' || target === gesture.target);
    if (gesture.isKeyed || isSame) {
      if (gesture === held) release();
      nameAfter(gesture, event, type, target);
      return gesture;
    }
    if (isNamed || gesture.work.used) return begin({ event, target, type });
    // The press itself led to nothing: what counts, and from when, is the event that follows.
    restart(gesture, event, type, target);
    return gesture;
  }

  function onEvent(event: Event): void {
    const view = event.currentTarget as Window;
    // A frame with a Clew of its own tells itself.
    if (isStopped || (view !== window && CLEW in view)) return;
    if (!event.isTrusted) {
      // box.click() is followed by a trusted change.
      isScripted = true;
      nativeMicrotask(() => {
        isScripted = false;
      });
    }
    // Inside running code it is that code's doing: form.requestSubmit() makes a trusted event.
    if (isScripted || current !== base) return;
    const path = event.composedPath();
    const isElement = (path[0] as Node).nodeType === 1;
    const interaction = interactionFor(event, isElement ? (path[0] as Element) : undefined);
    if (!interaction) return;
    const { frame, work, stamps } = interaction;
    stamps.push(timeOf(event, deps.now()));
    for (const { heard } of commentators) heard?.(interaction, event);
    assignUserEvent(event, frame);
    if (cameLate || view !== window || hasInlineHandler(path, event.type)) setBase(frame);
    setInFlight(interaction, event);
    outcomes.observe(path);
    // A click is three events of one task, whose end one timer tells.
    if (landing === interaction) return;
    landing = interaction;
    work.begin();
    // The first task after the listeners: what they did synchronously is over.
    nativeSetTimeout(() => {
      landing = undefined;
      leave();
      landed(interaction);
      work.end();
    }, 0);
  }

  /** The end of an event's way, as a listener or, where something stopped the event, as the next task. */
  function leave(): void {
    if (base !== ROOT_FRAME) setBase(ROOT_FRAME);
  }

  const handle = guard('interaction', onEvent);
  const stopListening = followFrames((view) =>
    TYPES.flatMap((type) => [
      // Once, however often a frame is followed.
      addListener(view, type, handle, { capture: true, passive: true }),
      addListener(view, type, leave, { passive: true }),
    ]),
  );
  return stopAll([
    outcomes.stop,
    stopListening,
    () => {
      isStopped = true;
    },
  ]);
}

function isDrag(from: PointerEvent, to: PointerEvent): boolean {
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) >= DRAG_PX;
}

/** `onclick="…"` in the page's HTML is a listener that no patch sees. */
function hasInlineHandler(path: readonly EventTarget[], type: string): boolean {
  return path.some(
    (target) => target instanceof Element && Element.prototype.hasAttribute.call(target, `on${type}`),
  );
}

/** Clicks, taps, keys, typing, changes, submits and drags. */
export const interactions: Source = { name: 'interactions', start: captureInteractions };
