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
    // Asked first: to define is slow, and handlers have the right ones already.
    if (Reflect.get(replacement, key) === Reflect.get(original, key)) continue;
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

function install(
  owner: object,
  name: string,
  descriptor: PropertyDescriptor,
  mine: object,
): Stop | undefined {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  // Frozen intrinsics (SES, Object.freeze): the feature is off, the page goes on.
  if (before && !before.configurable && !before.writable) return undefined;
  if (before?.configurable === false) {
    (owner as Record<string, unknown>)[name] = descriptor.value;
  } else if (!before && !Object.isExtensible(owner)) {
    return undefined;
  } else {
    Object.defineProperty(owner, name, descriptor);
  }
  return () => {
    const now = Object.getOwnPropertyDescriptor(owner, name);
    if (!now || ((now.value ?? now.set ?? now.get) as object) !== mine) return;
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
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const descriptor = {
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? true,
    value: replacement,
  };
  return tracked(install(owner, name, descriptor, replacement));
}

/** Replaces the setter and getter of an accessor property, such as `onmessage`; see {@link patchMethod}. */
export function patchAccessor(
  owner: object | undefined,
  name: string,
  make: (original: Required<Pick<PropertyDescriptor, 'get' | 'set'>>) => {
    get(): unknown;
    set(value: unknown): void;
  },
): Stop | undefined {
  const before = owner && Object.getOwnPropertyDescriptor(owner, name);
  if (!owner || !before?.get || !before.set || !before.configurable) return undefined;
  const { get, set } = make({ get: before.get, set: before.set });
  disguise(get, before.get);
  disguise(set, before.set);
  return tracked(install(owner, name, { ...before, get, set }, set));
}

/** `Function.prototype.toString` is patched only while something else is. */
function tracked(stop: Stop | undefined): Stop | undefined {
  if (!stop) return undefined;
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
  return install(
    owner,
    'toString',
    { configurable: true, writable: true, enumerable: false, value: mine },
    mine,
  );
}
