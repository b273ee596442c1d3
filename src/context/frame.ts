// What runs now, for whom: one variable. Every feeder (zone tasks, callbacks, promises, events) sets it on the
// way into a piece of the page's code and puts it back on the way out; nobody else writes it.
import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { nativeMicrotask, tap } from '../browser/native.js';
import { blame, blameThrown } from './blame.js';
import { live, touch, watchLive } from './live.js';
import type { Work } from './work.js';

/** A Context together with the account of pending work it belongs to, so that hot paths need no map lookup. */
export interface Frame {
  readonly context: Context;
  readonly work: Work | undefined;
  /** The first of the waiters that no await uses now: a flow of awaits makes one. */
  idleWaiter?: Waiter | undefined;
  /** What `then` puts in place of a callback that it is not given, made once each. */
  pass?: (value: unknown) => unknown;
  rethrow?: (reason: unknown) => never;
}

/** The await bridge's reactions on one awaited promise. */
export interface Waiter {
  resume(): void;
  fail(reason: unknown): void;
  nextIdle: Waiter | undefined;
}

/** Key under which a Context carries the {@link Work} of its interaction, page load or navigation. */
export const WORK: symbol = createContextKey('clew work');

/** The context of what `span` stands for: spans begun in it are its children, and its work is counted in `work`. */
export function contextOf(span: Span, work: Work, parent: Context = ROOT_CONTEXT): Context {
  return trace.setSpan(parent, span).setValue(WORK, work);
}

/** The frame of code that no interaction caused. */
export const ROOT_FRAME: Frame = { context: ROOT_CONTEXT, work: undefined };

/** The frame of the code that is running. */
export let current: Frame = ROOT_FRAME;

/** What `current` is while no JavaScript is on the stack: the root, but for events with inline handlers. */
export let base: Frame = ROOT_FRAME;

/** Kept while something is alive, so that its many runs share their markers. */
let lastMade: Frame = ROOT_FRAME;

watchLive((isLive) => {
  if (!isLive) lastMade = ROOT_FRAME;
});

/** The frame for `context`; asked again for the same one, the same frame. */
export function frameOf(context: Context): Frame {
  if (context === ROOT_CONTEXT) return ROOT_FRAME;
  if (context === current.context) return current;
  if (context === lastMade.context) return lastMade;
  lastMade = { context, work: context.getValue(WORK) as Work | undefined };
  return lastMade;
}

/** Runs `fn` in `frame` and puts back what was before, also when it throws. */
export function runIn<T>(
  frame: Frame,
  fn: (...args: never[]) => T,
  self?: unknown,
  args: ArrayLike<unknown> = [],
): T {
  const before = current;
  enter(frame);
  try {
    return Reflect.apply(fn, self, args);
  } finally {
    enter(before);
  }
}

/**
 * {@link runIn} for what only the browser calls: what it throws is reported to the page next, and what its promise
 * rejects with may be. No `catch`: throwing on would change the place that the page is told.
 */
export function runCallback<T>(
  frame: Frame,
  fn: (...args: never[]) => T,
  self: unknown,
  args: ArrayLike<unknown>,
  leave: (before: Frame) => void = enter,
): T {
  const before = current;
  let isThrown = true;
  enter(frame);
  try {
    const result = Reflect.apply(fn, self, args);
    isThrown = false;
    blame(result, frame.context);
    return result;
  } finally {
    if (isThrown) {
      blameThrown(frame.context);
      enter(before);
    } else leave(before);
  }
}

/** The `leave` of {@link runCallback} for a task's only code: no microtasks but its own follow, none to tell them apart from. */
export function leaveTask(before: Frame): void {
  current = before;
}

/**
 * Runs a promise callback, which ends its pending work: it starts on an empty stack, so afterwards its segment's frame
 * applies.
 * @param derived the promise that rejects if the callback throws.
 */
export function runReaction<T>(
  frame: Frame,
  callback: (value: unknown) => T,
  value: unknown,
  derived: unknown,
): T {
  let isThrown = true;
  enter(frame);
  try {
    const result = callback(value);
    isThrown = false;
    return result;
  } finally {
    frame.work?.endSoon();
    if (isThrown) blame(derived, frame.context);
    enter(segment);
  }
}

/** Sets the frame for the code that runs next, and for the microtasks that it will queue. */
export function enter(frame: Frame): void {
  // The usual case: a flow goes on, and its marker is the last.
  if (frame === current && tail?.frame === frame) {
    tail.left = GENERATIONS;
    return;
  }
  if (frame !== unclosedFrame) closeLast();
  // Nothing to tell apart. While anything is alive the root is marked too: what it queues now may run after others.
  if (!live && frame === ROOT_FRAME && current === ROOT_FRAME) return;
  current = frame;
  if (frame !== ROOT_FRAME) touch();
  mark(frame, GENERATIONS);
}

/** Makes `frame` the base, until it is set again. For listeners that no patch can reach. */
export function setBase(frame: Frame): void {
  base = frame;
  enter(frame);
}

// Continuations of `await null` and of thenables have no promise to add a reaction to. But microtasks run in the
// order they are queued: a marker queued before a piece of code runs is followed by all that this code queues, up
// to the next marker. Each marker queues its successor, so that several such awaits in a row are covered. All
// markers are gone when the microtask queue is empty.

interface Marker {
  readonly frame: Frame;
  /** How many more generations of microtasks it covers, itself included. */
  left: number;
  next: Marker | undefined;
}

/** Awaits of non-promises in a row that are followed; beyond, the context is lost rather than wrong. */
const GENERATIONS = 8;

let head: Marker | undefined;
let tail: Marker | undefined;

function mark(frame: Frame, left: number): void {
  if (tail?.frame === frame) {
    if (tail.left < left) tail.left = left;
  } else append({ frame, left, next: undefined });
}

function append(marker: Marker): void {
  if (tail) tail.next = marker;
  else head = marker;
  tail = marker;
  nativeMicrotask(advance);
}

/** The frame of the microtasks behind the last marker that ran. */
let segment: Frame = ROOT_FRAME;

let unclosed: object | undefined;
let unclosedFrame: Frame = ROOT_FRAME;
let unclosedWaiter: Waiter | undefined;

/**
 * Has the microtasks behind the continuation of `promise`'s waiter run in their own segment's frame again. The reaction
 * that does so must come after the waiter's own, hence is added as soon as code of another frame may run.
 */
export function closeAfter(promise: object, waiter: Waiter): void {
  unclosed = promise;
  unclosedFrame = current;
  unclosedWaiter = waiter;
  if (!tail) mark(current, 1);
}

/** Enters `frame` for the continuation that runs next. Where nothing was closed since its await, nothing is behind it. */
export function resume(frame: Frame, waiter: Waiter): void {
  if (waiter === unclosedWaiter) unclosed = undefined;
  enter(frame);
}

/**
 * Adds the reaction that {@link closeAfter} put off. Before another await begins: two waiters of one promise must not
 * have it between the second one's own reactions.
 */
export function closeLast(): void {
  if (!unclosed) return;
  const promise = unclosed;
  unclosed = undefined;
  tap(promise, backToSegment);
}

function backToSegment(): void {
  enter(segment);
}

/** A marker that has run is its own successor: a flow of awaits allocates none. */
function advance(): void {
  const marker = head as Marker;
  const { frame } = marker;
  if (frame !== unclosedFrame) closeLast();
  segment = current = frame;
  head = marker.next;
  if (!head) tail = undefined;
  marker.next = undefined;
  if (--marker.left > 0) {
    if (tail?.frame !== frame) append(marker);
    else if (tail.left < marker.left) tail.left = marker.left;
  } else {
    frame.work?.settle();
    if (frame !== base) mark(base, 1);
  }
}
