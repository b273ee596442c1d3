// Whose doing an error is that nothing caught: known where it left code that Clew had called, never concluded from the time.
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { nativeSetTimeout } from '../browser/native.js';

let thrownFrom: Context | undefined;

/** Promises and reasons of rejections, with the context they were last seen to come out of. */
const contexts = new WeakMap<object, Context>();

/**
 * Says that an exception is leaving code that the browser called to run in `context`; its `error` event is next. (In
 * WebKit, microtasks come before it.)
 */
export function blameThrown(context: Context): void {
  thrownFrom = context === ROOT_CONTEXT ? undefined : context;
  nativeSetTimeout(takeThrown, 0);
}

/** The context that the exception of the `error` event under way came out of, once; `undefined` if it is not known. */
export function takeThrown(): Context | undefined {
  const context = thrownFrom;
  thrownFrom = undefined;
  return context;
}

/** Says that `source`, a promise or the reason of a rejection, came out of `context`. Primitives cannot be told apart. */
export function blame(source: unknown, context: Context): void {
  const isObject = (typeof source === 'object' && source) || typeof source === 'function';
  if (isObject && context !== ROOT_CONTEXT) contexts.set(source as object, context);
}

/** The context that a rejection came out of; `undefined` if neither its promise nor its reason was seen. */
export function blamedContext({ promise, reason }: PromiseRejectionEvent): Context | undefined {
  // `get` answers `undefined` for what cannot be a key.
  return contexts.get(promise) ?? contexts.get(reason as object);
}
