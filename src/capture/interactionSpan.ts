// One interaction's span: begun at the hardware timestamp, named after the control, ended when its work is quiet, with
// what came of it. One that came to nothing is counted, not sent.
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { nativeSetTimeout } from '../browser/native.js';
import { contextOf, frameOf } from '../context/frame.js';
import { createWork, type WorkEnd } from '../context/work.js';
import type { ClewSpan } from '../trace/span.js';
import { roundMs } from '../trace/time.js';
import { keyName } from './keys.js';
import { commentators, type Interaction, landed, openInteractions } from './openInteractions.js';
import type { SourceDeps } from './source.js';
import { nameTarget } from './targetName.js';

/** What is worth a span even if it led to nothing that can be seen from here. */
const WORTH_A_SPAN = /^(submit|drop)$/;

/** A press that became nothing else is no interaction: scrolling begins so. */
export const PRESSES: RegExp = /^pointer/;

/** How long after the end of its work an interaction's timings are waited for; a loaded machine takes half of it. */
const AFTERMATH_MS = 1_000;

/** How an interaction begins. */
export interface Beginning {
  readonly event: Event;
  /** Its name; by default the event's type. */
  readonly type?: string;
  readonly target: Element | undefined;
  readonly isKeyed?: boolean;
}

/** Begins interactions; each ends by itself. */
export interface InteractionSpans {
  begin(beginning: Beginning): Interaction;
  /** Has it begun with this event, as if there had been none before; what was set going since is still its own. */
  restart(interaction: Interaction, event: Event, type: string, target: Element | undefined): void;
  /** Names the interaction after one of its events. */
  nameAfter(interaction: Interaction, event: Event, type: string, target: Element | undefined): void;
}

/** Creates the maker. `onEnd` is told of each end, exported or not. */
export function createInteractionSpans(
  deps: SourceDeps,
  onEnd: (interaction: Interaction) => void,
): InteractionSpans {
  const { tracer, now, redactUrl } = deps;
  /** Spans whose work is over. */
  const waiting = new Set<() => void>();
  let dropped = 0;

  function begin({ event, type = event.type, target, isKeyed = false }: Beginning): Interaction {
    const startedAt = timeOf(event, now());
    const span = tracer.startSpan(type, { startTime: startedAt }, ROOT_CONTEXT);
    const work = createWork(now, (lastActivityMs, reason) => end(interaction, lastActivityMs, reason));
    const frame = frameOf(contextOf(span, work));
    const interaction: Interaction = {
      span,
      work,
      frame,
      startedAt,
      url: location.href,
      type,
      event,
      target,
      stamps: [],
      isKeyed,
    };
    nameAfter(interaction, event, type, target);
    work.span = span;
    openInteractions.add(interaction);
    return interaction;
  }

  function restart(interaction: Interaction, event: Event, type: string, target: Element | undefined): void {
    const startedAt = timeOf(event, now());
    (interaction.span as Partial<ClewSpan>).restart?.(startedAt);
    interaction.startedAt = startedAt;
    // What the press changed, it has changed from its start on.
    interaction.changedDom &&= startedAt;
    interaction.paintedAt = interaction.reacted = undefined;
    // It is at work now, however long the press was quiet.
    interaction.work.begin();
    interaction.work.end();
    nameAfter(interaction, event, type, target);
  }

  function nameAfter(
    interaction: Interaction,
    event: Event,
    type: string,
    target: Element | undefined,
  ): void {
    // Called what it was called when it was pressed: what the user meant, and half the work.
    const named = (interaction.target === target && interaction.named) || (target && nameTarget(target));
    Object.assign(interaction, { type, event, target, named });
    if (named) interaction.span.updateName(`${type} ${keyOf(interaction) || named.name}`);
  }

  /** The work is over; what the browser says of it afterwards is waited for, while the page is there. */
  function end(interaction: Interaction, lastActivityMs: number, reason: WorkEnd): void {
    landed(interaction);
    onEnd(interaction);
    // Engines without the Navigation API.
    if (!('navigation' in window) && location.href !== interaction.url) interaction.navigated = now();
    const finish = (): void => {
      if (waiting.delete(finish)) conclude(interaction, lastActivityMs, reason);
    };
    waiting.add(finish);
    if (reason === 'hide') finish();
    else nativeSetTimeout(finish, AFTERMATH_MS);
  }

  function conclude(interaction: Interaction, lastActivityMs: number, reason: WorkEnd): void {
    const { span, work, type, startedAt, changedDom, paintedAt, navigated } = interaction;
    const { requests, errors, used } = work;
    const wasLeft = reason !== 'quiet' && type === 'click';
    const hadEffect = !!(used || changedDom || navigated || errors || wasLeft);
    openInteractions.delete(interaction);
    for (const { ending } of commentators) ending?.(interaction, hadEffect);
    span.setAttributes({
      'clew.interaction.requests': requests || undefined,
      'clew.interaction.dom_changed': changedDom && true,
      'clew.interaction.last_dom_change': changedDom && roundMs(changedDom - startedAt),
      'clew.interaction.last_paint': paintedAt && roundMs(paintedAt - startedAt),
      'clew.interaction.navigated': navigated && true,
      'clew.errors': errors || undefined,
      'clew.end_reason': reason === 'quiet' ? undefined : reason,
    });
    if (hadEffect || interaction.isKept || WORTH_A_SPAN.test(type)) send(interaction, lastActivityMs);
    else {
      shelve(interaction, lastActivityMs);
      if (!PRESSES.test(type)) dropped++;
    }
  }

  function send(interaction: Interaction, lastActivityMs: number): void {
    const { span, work, type, event, named, url, presentedAt = 0, paintedAt = 0 } = interaction;
    work.revive = undefined;
    span.setAttributes({
      ...(named && {
        'clew.interaction.type': type,
        'clew.interaction.target': named.name,
        'clew.interaction.tag': named.tag,
        'clew.interaction.key': keyOf(interaction) || undefined,
        'clew.interaction.pointer': (event as PointerEvent).pointerType || undefined,
        'url.full': redactUrl(url),
      }),
      'clew.interactions.dropped': dropped || undefined,
    });
    dropped = 0;
    span.end(Math.max(lastActivityMs, presentedAt, paintedAt));
  }

  /** Not sent, unless something that it set going is linked to it one day. */
  function shelve(interaction: Interaction, lastActivityMs: number): void {
    interaction.work.revive = () => send(interaction, lastActivityMs);
  }

  deps.onHide(() => {
    for (const { work } of openInteractions) work.close('hide');
    for (const finish of waiting) finish();
  });
  return { begin, restart, nameAfter };
}

/** The key that was pressed, where that says what was meant. */
function keyOf({ type, event }: Interaction): string {
  return type === 'keydown' ? keyName(event as KeyboardEvent) : '';
}

/**
 * When the input was made, on this page's timeline, by the hardware's word; no timestamp, or one from the future, is
 * none (seen with synthetic input).
 */
export function timeOf({ timeStamp, currentTarget }: Event, now: number): number {
  // A frame's clock began with the frame.
  const offset =
    currentTarget === window ? 0 : (currentTarget as Window).performance.timeOrigin - performance.timeOrigin;
  return timeStamp > 0 ? Math.min(timeStamp + offset, now) : now;
}
