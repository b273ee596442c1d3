// What a contestant's page hands to operations.js: how to run code in a context, and how to ask whether it is still there.

/**
 * @typedef {object} Scope
 * @property {(fn: () => unknown) => unknown} run Runs `fn` with the context alive, as the contestant does it.
 * @property {(fn: () => unknown) => unknown} runOther The same with another context, for `with` inside `with`.
 * @property {() => boolean} isKept Whether the code that asks runs in that context.
 */

/**
 * The scope of a page whose context is @opentelemetry/api's.
 * @param {import('@opentelemetry/api').ContextAPI} api
 * @returns {Scope}
 */
export function scopeOf(api) {
  const key = Symbol('bench');
  // Made at the first use: until the page has loaded, the active context is the page load's.
  let context;
  let other;
  return {
    run(fn) {
      context ??= api.active().setValue(key, true);
      return api.with(context, fn);
    },
    runOther(fn) {
      other ??= api.active().setValue(key, false);
      return api.with(other, fn);
    },
    isKept: () => api.active().getValue(key) === true,
  };
}
