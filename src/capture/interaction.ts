// What a user does: one span for one physical interaction (press, release, click, submit are one), from the
// hardware timestamp to the end of the work it caused. Everything that work does is its descendant.
import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { guard, type Stop, stopAll } from '../browser/guard.js';
import { listen, nativeMicrotask, nativeSetTimeout } from '../browser/native.js';
import { assignUserEvent } from '../context/eventFrame.js';
import { base, current, type Frame, frameOf, ROOT_FRAME, setBase, WORK } from '../context/frame.js';
import { createWork, type Work, type WorkEnd } from '../context/work.js';
import type { Source, SourceDeps } from './source.js';
import { nameTarget } from './targetName.js';

/** Each begins a physical interaction. */
const BEGINNINGS = new Set(['pointerdown', 'keydown']);

/** Each belongs to the interaction under way; a significant one begins its own where there is none. */
const PARTS = [
  'mousedown',
  'pointerup',
  'mouseup',
  'touchend',
  'click',
  'keyup',
  'input',
  'change',
  'submit',
  'drop',
];

/** Events that say what the user did; the others only lead up to one. */
const SIGNIFICANT = /^(click|submit|change|drop)$/;

/** What is worth a span even if it led to no other. */
const WORTH_A_SPAN = /^(click|submit|drop)$/;

interface Interaction {
  readonly span: Span;
  readonly work: Work;
  readonly frame: Frame;
  /** The event that names it: the first significant one, else the first. */
  type: string;
}

/** Starts a span for every trusted interaction. */
function captureInteractions(deps: SourceDeps): Stop {
  const { tracer, now } = deps;
  const open = new Set<Interaction>();
  let gesture: Interaction | undefined;
  /** True from an event that script made to the end of that script. */
  let isScripted = false;
  /** Scripts ran before Clew: their listeners are none that a patch sees. */
  const cameLate = document.readyState !== 'loading' || document.scripts.length > 1;

  function begin(event: Event): Interaction {
    // A timestamp from the future, or none, is no hardware timestamp (seen with synthetic input).
    const startTime = event.timeStamp > 0 ? Math.min(event.timeStamp, now()) : now();
    const span = tracer.startSpan(event.type, { startTime }, ROOT_CONTEXT);
    const work = createWork(now, (lastActivityMs, reason) => end(interaction, lastActivityMs, reason));
    const frame = frameOf(trace.setSpan(ROOT_CONTEXT, span).setValue(WORK, work));
    const interaction = { span, work, frame, type: event.type };
    nameAfter(interaction, event);
    open.add(interaction);
    return interaction;
  }

  function nameAfter(interaction: Interaction, event: Event): void {
    interaction.type = event.type;
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return;
    const { tag, name } = nameTarget(target);
    interaction.span.updateName(`${event.type} ${name}`).setAttributes({
      'clew.interaction.type': event.type,
      'clew.interaction.target': name,
      'clew.interaction.tag': tag,
      'url.full': deps.redactUrl(location.href),
    });
  }

  function end(interaction: Interaction, lastActivityMs: number, reason: WorkEnd): void {
    open.delete(interaction);
    if (gesture === interaction) gesture = undefined;
    if (!WORTH_A_SPAN.test(interaction.type) && !interaction.work.used) return;
    if (reason !== 'quiet') interaction.span.setAttribute('clew.end_reason', reason);
    interaction.span.end(lastActivityMs);
  }

  function interactionFor(event: Event): Interaction | undefined {
    if (BEGINNINGS.has(event.type)) gesture = begin(event);
    else if (SIGNIFICANT.test(event.type)) gesture = significant(event);
    return gesture;
  }

  function significant(event: Event): Interaction {
    if (!gesture) return begin(event);
    // A click and the change or submit that follows from it are one. But the change that a field reports because a
    // press elsewhere takes its focus is not what the press is about.
    if (gesture.type !== 'change' && SIGNIFICANT.test(gesture.type)) return gesture;
    if (gesture.work.used && gesture.type !== 'change' && event.type !== 'change') {
      nameAfter(gesture, event);
      return gesture;
    }
    // The press itself led to nothing: what counts, and from when, is the event that follows.
    if (!gesture.work.used) gesture.work.close('superseded');
    return begin(event);
  }

  function onEvent(event: Event): void {
    if (!event.isTrusted) {
      // box.click() is followed by a trusted change.
      isScripted = true;
      nativeMicrotask(() => {
        isScripted = false;
      });
    }
    // Inside running code it is that code's doing: form.requestSubmit() makes a trusted event.
    if (isScripted || current !== base) return;
    const interaction = interactionFor(event);
    if (!interaction) return;
    const { frame, work } = interaction;
    assignUserEvent(event, frame);
    if (cameLate || hasInlineHandler(event)) setBase(frame);
    work.begin();
    // The first task after the listeners: what they did synchronously is over.
    nativeSetTimeout(() => {
      leave();
      work.end();
    }, 0);
  }

  /** The end of an event's way, as a listener or, where something stopped the event, as the next task. */
  function leave(): void {
    if (base !== ROOT_FRAME) setBase(ROOT_FRAME);
  }

  deps.onHide(() => {
    for (const { work } of open) work.close('hide');
  });
  const types = [...BEGINNINGS, ...PARTS];
  const handle = guard('interaction', onEvent);
  return stopAll([
    ...types.map((type) => listen(window, type, handle, { capture: true, passive: true })),
    ...types.map((type) => listen(window, type, leave, { passive: true })),
  ]);
}

/** `onclick="…"` in the page's HTML is a listener that no patch sees. */
function hasInlineHandler(event: Event): boolean {
  const attribute = `on${event.type}`;
  return event
    .composedPath()
    .some((target) => target instanceof Element && Element.prototype.hasAttribute.call(target, attribute));
}

/** Clicks, taps, keys, changes and submits. */
export const interactions: Source = { name: 'interactions', start: captureInteractions };
