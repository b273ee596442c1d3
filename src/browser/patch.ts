// Replaces one method of the platform so that the page cannot tell: same name, length, descriptor and source
// text, and gone again when stopped, unless somebody patched over it since.
import { type Stop, stopAll } from './guard.js';

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

const originals = new WeakMap<object, object>();
let restoreToString: Stop | undefined;
let patchCount = 0;

/** Makes `replacement` look like `original`: `name`, `length` and, through {@link patchMethod}, `toString()`. */
export function disguise<T extends object>(replacement: T, original: object): T {
  for (const key of ['name', 'length']) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor) Object.defineProperty(replacement, key, descriptor);
  }
  originals.set(replacement, original);
  return replacement;
}

/** Defines a method anew. @returns what undoes it, unless somebody patched over it since. */
function install(owner: object, name: string, value: object): Stop | undefined {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const { configurable = true, enumerable = true } = before ?? {};
  // What cannot be configured may still be writable. Frozen intrinsics (SES, Object.freeze) are neither: the feature is
  // off, the page goes on.
  const mine = configurable ? { configurable, writable: true, enumerable, value } : { value };
  if (!Reflect.defineProperty(owner, name, mine)) return undefined;
  return () => {
    if (Object.getOwnPropertyDescriptor(owner, name)?.value !== value) return;
    if (before) Reflect.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
}

/**
 * Replaces `owner[name]` by `make(original)`.
 * @returns what puts the original back, or `undefined` where there is nothing to patch or the owner is frozen.
 */
export function patchMethod(
  owner: object | undefined,
  name: string,
  make: (original: AnyFunction) => AnyFunction,
): Stop | undefined {
  const before = owner && (owner as Record<string, unknown>)[name];
  if (!owner || typeof before !== 'function') return undefined;
  const replacement = disguise(make(before as AnyFunction), before);
  const stop = install(owner, name, replacement);
  return stop && tracked(stop);
}

/**
 * Replaces `owner[name]` by a function as built-in ones are, with `this` and without a `prototype` of its own; see
 * {@link patchMethod}.
 * @param handle gets what it was called on and with, and what was there before.
 */
export function patchCalls<Self>(
  owner: object | undefined,
  name: string,
  handle: (self: Self, args: unknown[], original: AnyFunction) => unknown,
): Stop | undefined {
  return patchMethod(owner, name, (original) => {
    const replacement = {
      method(this: Self, ...args: unknown[]): unknown {
        return handle(this, args, original);
      },
    };
    return replacement.method as AnyFunction;
  });
}

/** What is done in place of accessors. */
export interface AccessorFilter {
  /** Passes on what the page writes: `set.call(self, value)`. */
  write(set: AnyFunction, self: unknown, value: unknown): void;
  /** @returns what the page reads where the platform has `value`. */
  read(value: unknown): unknown;
}

/**
 * Puts `filter` before every accessor of `owner` whose name matches; see {@link patchMethod}.
 * There are hundreds, and the page waits for each: nothing is made but the two functions, which have the names and
 * lengths of native ones from the start.
 */
export function patchAccessors(owner: object, names: RegExp, filter: AccessorFilter): Stop {
  const befores = new Map<string, PropertyDescriptor>();
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (!names.test(name)) continue;
    const before = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
    const { get, set, configurable } = before;
    if (!get || !set || !configurable) continue;
    const accessor = {
      get [name](): unknown {
        return filter.read(get.call(this));
      },
      set [name](value: unknown) {
        filter.write(set, this, value);
      },
    };
    const mine = Object.getOwnPropertyDescriptor(accessor, name) as PropertyDescriptor;
    originals.set(mine.get as object, get);
    originals.set(mine.set as object, set);
    // WebKit has some that are not.
    mine.enumerable = before.enumerable as boolean;
    Object.defineProperty(owner, name, mine);
    befores.set(name, before);
  }
  return tracked(() => {
    for (const [name, before] of befores) {
      const now = Object.getOwnPropertyDescriptor(owner, name);
      if (now?.set && originals.get(now.set) === before.set) Object.defineProperty(owner, name, before);
    }
  });
}

/** `Function.prototype.toString` is patched only while something else is. */
function tracked(stop: Stop): Stop {
  if (patchCount++ === 0) restoreToString = patchToString();
  const leave = (): void => {
    if (--patchCount === 0) restoreToString?.();
  };
  return stopAll([leave, stop]);
}

function patchToString(): Stop | undefined {
  const owner = Function.prototype;
  const native = owner.toString;
  // A method, not a function expression: like the native one it has no `prototype`.
  const mine = {
    toString(this: object): string {
      return native.call(originals.get(this) ?? this);
    },
  }.toString;
  disguise(mine, native);
  return install(owner, 'toString', mine);
}
