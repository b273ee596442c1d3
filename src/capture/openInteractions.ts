// The interactions whose spans are open, and the sources that add to them what becomes known after the fact.
import type { Context, Span } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';
import { accompany } from '../context/eventFrame.js';
import { base, current, type Frame } from '../context/frame.js';
import type { Work } from '../context/work.js';
import type { TargetName } from './targetName.js';

/** One physical interaction: press, release, click and submit are one. Times on the `performance.now()` timeline, in ms. */
export interface Interaction {
  readonly span: Span;
  readonly work: Work;
  readonly frame: Frame;
  startedAt: number;
  /** The page's URL when it began. */
  readonly url: string;
  /** Timestamps of the events it consists of. */
  readonly stamps: number[];
  /** It began by keyboard, or is text being put into a field: what follows from it is the same interaction. */
  readonly isKeyed: boolean;
  /** The DOM event that names it: the first significant one, else the first; `drag` for a press that moved. */
  type: string;
  /** That event, and its innermost target. */
  event: Event;
  target: Element | undefined;
  /** What the target was called when the user got hold of it. */
  named?: TargetName | undefined;
  /** When its code changed the document, the last time. */
  changedDom?: number | undefined;
  /** When a frame with its changes had been painted, the last time. */
  paintedAt?: number | undefined;
  /** When it led to another URL. */
  navigated?: number;
  /** When something happened that may be its effect but has no known cause. */
  reacted?: number | undefined;
  /** Worth a span, whatever came of it. */
  isKept?: boolean;
  /** When the first frame after its input was presented, where that is known. */
  presentedAt?: number;
}

/** Somebody who has to do with all interactions. Neither function may throw. */
export interface Commentator {
  /** Told of each event of an interaction, before the page's listeners. */
  heard?(interaction: Interaction, event: Event): void;
  /** Told of its end, while its span can still be written to. */
  ending?(interaction: Interaction, hadEffect: boolean): void;
}

/** Interactions whose spans are open, oldest first; the work of the older ones may be over. */
export const openInteractions: Set<Interaction> = new Set();

/** Who is asked. */
export const commentators: Set<Commentator> = new Set();

/** Adds one; the result takes it away again. */
export function addCommentator(commentator: Commentator): Stop {
  commentators.add(commentator);
  return () => void commentators.delete(commentator);
}

let inFlight: Interaction | undefined;

/** Events that no script can have set off. */
const BY_HAND = /^(pointer|mouse|touch|key|click)/;

/** Says whose event is being handled from now on: what the browser does by itself meanwhile is its effect. */
export function setInFlight(interaction: Interaction, { type }: Event): void {
  inFlight = interaction;
  accompany(BY_HAND.test(type) ? interaction.frame : undefined);
}

/** Ends what {@link setInFlight} began, unless another event was handled since. */
export function landed(interaction: Interaction): void {
  if (inFlight !== interaction) return;
  inFlight = undefined;
  accompany(undefined);
}

/** Notes an effect for the interaction whose code is running; if that is unknown, that each of them may have reacted. */
export function credit(effect: 'changedDom' | 'navigated' | 'reacted', timeMs: number): void {
  const { work } = (current === base && inFlight) || current;
  for (const interaction of openInteractions) {
    if (interaction.work.ended) continue;
    if (interaction.work === work) interaction[effect] = timeMs;
    else if (!work) interaction.reacted = timeMs;
  }
}

/** The youngest interaction at work between these times; it is then worth a span. */
export function delayedInteraction(startMs: number, endMs: number): Context | undefined {
  const delayed = [...openInteractions]
    .reverse()
    .find(({ startedAt, work }) => startedAt < endMs && work.lastActivityMs >= startMs);
  if (!delayed) return undefined;
  delayed.isKept = true;
  return delayed.frame.context;
}
