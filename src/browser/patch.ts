// Replaces one method of the platform so that the page cannot tell: same name, length, descriptor and source
// text, and gone again when stopped, unless somebody patched over it since.
import type { Stop } from './guard.js';

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

/**
 * A function as built-in ones are: with `this`, without a `prototype` of its own.
 * @param handle gets what it was called on and with.
 */
export function method<Self>(handle: (self: Self, args: unknown[]) => unknown): AnyFunction {
  return {
    method(this: Self, ...args: unknown[]): unknown {
      return handle(this, args);
    },
  }.method as AnyFunction;
}

/** Defines a method anew. @returns what undoes it, unless somebody patched over it since. */
function install(owner: object, name: string, value: object): Stop | undefined {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  // Frozen intrinsics (SES, Object.freeze): the feature is off, the page goes on.
  if (before && !before.configurable && !before.writable) return undefined;
  if (before?.configurable === false) {
    (owner as Record<string, unknown>)[name] = value;
  } else if (!before && !Object.isExtensible(owner)) {
    return undefined;
  } else {
    const enumerable = before?.enumerable ?? true;
    Object.defineProperty(owner, name, { configurable: true, writable: true, enumerable, value });
  }
  return () => {
    const now = Object.getOwnPropertyDescriptor(owner, name);
    if (now?.value !== value) return;
    if (!before) delete (owner as Record<string, unknown>)[name];
    else if (now.configurable) Object.defineProperty(owner, name, before);
    else (owner as Record<string, unknown>)[name] = before.value;
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
  let stopped = false;
  return () => {
    if (stopped) return;
    stopped = true;
    stop();
    if (--patchCount === 0) restoreToString?.();
  };
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
