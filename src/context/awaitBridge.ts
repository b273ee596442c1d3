// Keeps the frame across native `await`. `await p` calls no `then`, but the specification's PromiseResolve reads
// `p.constructor`, synchronously, in the code that awaits. So `constructor` becomes an accessor: it answers what
// it always did and adds a reaction to `p` that runs just before the one that `await` adds itself.
// See docs/async-context.md; hazards and their tests are listed there.
// @see https://tc39.es/ecma262/#await and https://tc39.es/ecma262/#sec-promise-resolve

import { type Stop, stopAll } from '../browser/guard.js';
import { NativePromise, setSpeciesReadOf, speciesReadOf, tap } from '../browser/native.js';
import { patchMethod } from '../browser/patch.js';
import { blame } from './blame.js';
import {
  closeAfter,
  closeLast,
  current,
  type Frame,
  ROOT_FRAME,
  resume,
  runReaction,
  type Waiter,
} from './frame.js';
import { live, watchLive } from './live.js';

/** Reactions for one await at a time of `frame`. What a promise rejects with, its waiter may reject with too. */
function createWaiter(frame: Frame): Waiter {
  const waiter: Waiter = {
    resume() {
      waiter.nextIdle = frame.idleWaiter;
      frame.idleWaiter = waiter;
      frame.work?.endSoon();
      resume(frame, waiter);
    },
    fail(reason) {
      blame(reason, frame.context);
      waiter.resume();
    },
    nextIdle: undefined,
  };
  return waiter;
}

function bridge(promise: object): void {
  const frame = current;
  closeLast();
  const waiter = frame.idleWaiter ?? createWaiter(frame);
  if (!tap(promise, waiter.resume, waiter.fail)) return;
  frame.idleWaiter = waiter.nextIdle;
  frame.work?.begin();
  closeAfter(promise, waiter);
}

/** What `Promise.resolve` was called with. */
let resolvedAs: unknown;

/** `constructor` as an accessor; assigning to it does what it does to a data property. */
function createAccessor(): PropertyDescriptor {
  const prototype = NativePromise.prototype;
  const accessor = {
    get constructor() {
      if (speciesReadOf === this) {
        setSpeciesReadOf(undefined);
        // `undefined` means the native species too, which compiled code sees at a glance and the engine would look up.
        return (NativePromise[Symbol.species] === NativePromise ? undefined : NativePromise) as never;
      }
      if (resolvedAs === this) resolvedAs = undefined;
      else if ((live || current !== ROOT_FRAME) && (this as object) !== prototype) bridge(this as object);
      return NativePromise as unknown as () => void;
    },
    set constructor(value: () => void) {
      Object.defineProperty(this, 'constructor', {
        configurable: true,
        enumerable: (this as object) !== prototype,
        writable: true,
        value,
      });
    },
  };
  const { get, set } = Object.getOwnPropertyDescriptor(accessor, 'constructor') as PropertyDescriptor;
  return { configurable: true, enumerable: false, get, set } as PropertyDescriptor;
}

/**
 * The accessor is there only while a frame other than the root may be alive: once it was, V8 looks `constructor` up at
 * every await (10 ns), and calls it as long as it is an accessor (20 ns more).
 */
function startConstructorAccessor(): Stop | undefined {
  const prototype = NativePromise.prototype;
  const before = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  if (!before?.configurable || !('value' in before)) return undefined;
  const accessor = createAccessor();
  const swap = (from: PropertyDescriptor, to: PropertyDescriptor): void => {
    const now = Object.getOwnPropertyDescriptor(prototype, 'constructor');
    // Frozen meanwhile, or patched by somebody else: it stays as it is.
    if (now?.configurable && now.get === from.get && now.value === from.value)
      Object.defineProperty(prototype, 'constructor', to);
  };
  const unwatch = watchLive((isLive) => (isLive ? swap(before, accessor) : swap(accessor, before)));
  return () => {
    unwatch();
    swap(accessor, before);
  };
}

/** `Promise.resolve(p)` reads `p.constructor` too, without handling `p`: nothing may be added to it there. */
function startSilentResolve(): Stop | undefined {
  return patchMethod(NativePromise, 'resolve', (resolve) => {
    const replacement = {
      resolve(this: unknown, value: never) {
        resolvedAs = value;
        try {
          return resolve.call(this, value);
        } finally {
          resolvedAs = undefined;
        }
      },
    };
    return replacement.resolve;
  });
}

/** What the engine does where there is no callback, and ends the pending work that {@link startThen} began. */
function passOf(frame: Frame): (value: unknown) => unknown {
  frame.pass ??= (value) => {
    frame.work?.end();
    return value;
  };
  return frame.pass;
}

/** The same for a reason, which is known from then on. */
function rethrowOf(frame: Frame): (reason: unknown) => never {
  frame.rethrow ??= (reason) => {
    frame.work?.end();
    blame(reason, frame.context);
    throw reason;
  };
  return frame.rethrow;
}

type Reaction = (value: unknown) => unknown;

/**
 * `then` runs its callbacks in the frame it was called in, the root included; `catch` and `finally` call it. Until one of
 * them ran, the promise is pending work: a chunk that `import()` loads, for example.
 */
function startThen(): Stop | undefined {
  return patchMethod(NativePromise.prototype, 'then', (then) => {
    const replacement = {
      // biome-ignore lint/suspicious/noThenProperty: this is the method that replaces Promise.prototype.then.
      then(this: unknown, onFulfilled: unknown, onRejected: unknown) {
        const frame = current;
        let derived: unknown;
        let fulfilled = onFulfilled;
        let rejected = onRejected;
        if (typeof onFulfilled === 'function')
          fulfilled = (value: unknown) => runReaction(frame, onFulfilled as Reaction, value, derived);
        else if (frame.work) fulfilled = passOf(frame);
        if (typeof onRejected === 'function')
          rejected = (reason: unknown) => {
            blame(reason, frame.context);
            return runReaction(frame, onRejected as Reaction, reason, derived);
          };
        else if (frame !== ROOT_FRAME) rejected = rethrowOf(frame);
        // `then` reads `constructor` for the species.
        setSpeciesReadOf(this);
        try {
          derived = then.call(this, fulfilled as never, rejected as never);
          frame.work?.begin();
          return derived;
        } finally {
          setSpeciesReadOf(undefined);
        }
      },
    };
    return replacement.then;
  });
}

/**
 * Starts following promises.
 * @param nativeAwait false leaves `constructor` alone: contexts are then lost at native `await`, and V8 keeps the
 * `at async` lines in stacks of promises awaited within a trace.
 */
export function startPromises(nativeAwait: boolean): Stop {
  const started = [startThen(), ...(nativeAwait ? [startConstructorAccessor(), startSilentResolve()] : [])];
  return stopAll(started);
}
