// The platform's own functions, taken once at load: Clew's timers, requests and listeners must reach neither
// the page's patches nor Clew's own. Where zone.js was there first, its saved originals are used.
import { guard } from './guard.js';

const page = globalThis as typeof globalThis & Record<string, unknown>;

/** The function as the engine has it: zone.js keeps what it replaces under a prefixed name. */
function original<T>(owner: object | undefined, name: string): T {
  const members = (owner ?? {}) as Record<string, unknown>;
  return (members[`__zone_symbol__${name}`] ?? members[name]) as T;
}

function bound<T extends (...args: never[]) => unknown>(name: string): T {
  const fn = original<T | undefined>(page, name);
  return (fn && Function.prototype.bind.call(fn, page)) as T;
}

/** Reads a property through the platform's getter, past anything on the instance; a page's own subclass inherits it. */
export function getter<T>(owner: object | null | undefined, name: string): (self: object) => T | undefined {
  const get = owner && Object.getOwnPropertyDescriptor(owner, name)?.get;
  if (owner && !get) return getter(Object.getPrototypeOf(owner), name);
  return (self) => get?.call(self) as T | undefined;
}

const eventTarget = page.EventTarget?.prototype;

/** `Promise` of this realm, even where a library replaced the global later. */
export const NativePromise: PromiseConstructor = original<PromiseConstructor>(page, 'Promise');

const then: Promise<unknown>['then'] = original(NativePromise.prototype, 'then');

/** The promise whose `constructor` the engine reads for its species, in a `then` of Clew's: nobody awaits it there. */
export let speciesReadOf: unknown;

/** Announces such a read, or with `undefined` its end; see {@link speciesReadOf}. */
export function setSpeciesReadOf(value: unknown): void {
  speciesReadOf = value;
}

/**
 * `Promise.prototype.then`, past every patch.
 * @throws TypeError if `promise` is none.
 */
export function react<T, R = T>(
  promise: PromiseLike<T>,
  onFulfilled?: (value: T) => R,
  onRejected?: (reason: unknown) => R | Promise<R>,
): Promise<R> {
  speciesReadOf = promise;
  try {
    return then.call(promise as Promise<unknown>, onFulfilled as never, onRejected) as Promise<R>;
  } finally {
    speciesReadOf = undefined;
  }
}

/**
 * Adds a reaction to `promise`, for the await bridge: {@link react} without what that path does not need.
 * @returns false if `promise` is none: an object that only inherits from one.
 */
export function tap(
  promise: object,
  reaction: () => void,
  onRejected: ((reason: unknown) => void) | undefined = reaction,
): boolean {
  speciesReadOf = promise;
  try {
    then.call(promise as Promise<unknown>, reaction, onRejected);
    return true;
  } catch {
    // `await` will not treat it as a promise either.
    return false;
  } finally {
    speciesReadOf = undefined;
  }
}

/** `fetch`, bound to this window; absent in very old engines. */
export const nativeFetch: typeof fetch = bound('fetch');

/** `setTimeout`, bound to this window. */
export const nativeSetTimeout: (callback: () => void, delayMs: number) => number = bound('setTimeout');

/** `clearTimeout`, bound to this window. */
export const nativeClearTimeout: (id: number | undefined) => void = bound('clearTimeout');

/** `requestAnimationFrame`, bound to this window. */
export const nativeAnimationFrame: (callback: () => void) => number = bound('requestAnimationFrame');

const idle: typeof requestIdleCallback | undefined = bound('requestIdleCallback');

/** What is put off until the page is idle waits no longer than this. */
const IDLE_TIMEOUT_MS = 500;

/** Calls back in an idle moment, or after `IDLE_TIMEOUT_MS` without any. WebKit does not tell its idle moments. */
export function nativeWhenIdle(callback: () => void): void {
  if (idle) idle(callback, { timeout: IDLE_TIMEOUT_MS });
  else nativeSetTimeout(callback, IDLE_TIMEOUT_MS);
}

const add = original<EventTarget['addEventListener']>(eventTarget, 'addEventListener');
const remove = original<EventTarget['removeEventListener']>(eventTarget, 'removeEventListener');

/**
 * Listens past every patch, once for each listener, and returns the function that stops listening.
 * @param listener is called with the event; it must not throw.
 */
export function addListener(
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
  options: AddEventListenerOptions = {},
): () => void {
  add.call(target, type, listener, options);
  return () => remove.call(target, type, listener, options);
}

/** Listens past every patch and returns the function that stops listening. What `listener` throws is reported. */
export function listen<E extends Event>(
  target: EventTarget,
  type: string,
  listener: (event: E) => void,
  options?: AddEventListenerOptions,
): () => void {
  return addListener(target, type, guard(`${type} listener`, listener as (event: Event) => void), options);
}

// `then` reads `constructor` for the species: `undefined` stands for the native Promise and spares the way through
// the prototype, where the await bridge is. Not an own property: V8 takes one on any promise as the end of its fast
// path for `await` on all of them, before a context was ever alive.
const settled: Promise<void> = Object.setPrototypeOf(
  NativePromise.resolve(),
  // Without a prototype: on a page that extends Object.prototype with `get` this would be no descriptor.
  Object.create(NativePromise.prototype, {
    constructor: { __proto__: null, value: undefined } as PropertyDescriptor,
  }),
);

/**
 * Queues a microtask past every patch. `callback` must not throw.
 *
 * A reaction of a settled promise is the cheapest way there is: `queueMicrotask` costs 600 ns more in Chromium, an
 * async function more memory.
 */
export function nativeMicrotask(callback: () => void): void {
  then.call(settled, callback);
}
