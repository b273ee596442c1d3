// Replaces a class of the platform so that the page cannot tell: `instanceof`, subclasses, statics, `constructor` and
// its text stay what they are, and `new` does one thing more.
import { type Stop, stopAll } from './guard.js';
import { patchMethod } from './patch.js';

/**
 * Replaces the global class `name`.
 * @param construct gets `make`, which makes the instance as asked for, and the arguments, which it may change before;
 * what `make` throws is the page's.
 * @returns what puts the original back, or `undefined` where there is no such class.
 */
export function patchClass(
  name: string,
  construct: (make: () => object, args: unknown[]) => object,
): Stop | undefined {
  let mine: ((this: unknown, ...args: never[]) => unknown) | undefined;
  const stop = patchMethod(globalThis, name, (Original) => {
    mine = new Proxy(Original, {
      construct: (target, args: unknown[], newTarget) =>
        construct(() => Reflect.construct(target, args, newTarget) as object, args),
    });
    return mine;
  });
  if (!stop || !mine) return stop;
  const replacement = mine;
  const stopConstructor = patchMethod(replacement.prototype as object, 'constructor', () => replacement);
  return stopAll([stop, stopConstructor]);
}
