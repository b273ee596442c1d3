// Compares every function that the platform gives a page with the same one of an iframe that nobody touched: what it
// is called, how many arguments it takes, what its source text is, and how its property is described.
{
  /** A fresh realm, kept in the page for as long as the comparison takes. */
  function untouched() {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame.contentWindow;
  }

  /** Everything by path: `fetch`, `Promise.prototype.then`, `Window.prototype.onclick get`. */
  function* functionsOf(realm) {
    for (const name of Object.getOwnPropertyNames(realm)) {
      // Its own frames, and what differs between any two windows.
      if (/^\d+$|^(window|self|globalThis|parent|top|frames|document|location)$/.test(name)) continue;
      const property = Object.getOwnPropertyDescriptor(realm, name);
      yield* accessorsOf(name, property);
      const { value } = property;
      if (typeof value !== 'function' && typeof value !== 'object') continue;
      if (value === null) continue;
      yield* membersOf(name, value);
      if (typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null)
        yield* membersOf(`${name}.prototype`, value.prototype);
    }
  }

  function* membersOf(path, owner) {
    for (const key of Reflect.ownKeys(owner)) {
      if (/^(caller|callee|arguments|prototype)$/.test(String(key))) continue;
      yield* accessorsOf(`${path}.${String(key)}`, Object.getOwnPropertyDescriptor(owner, key));
    }
  }

  function* accessorsOf(path, { value, get, set, configurable, enumerable, writable }) {
    const flags = { configurable, enumerable, writable };
    if (typeof value === 'function') yield [path, value, flags];
    if (get) yield [`${path} get`, get, flags];
    if (set) yield [`${path} set`, set, flags];
  }

  function look(realm, [, fn, flags]) {
    const source = realm.Function.prototype.toString.call(fn);
    // A platform function is no constructor, which shows in the lack of a `prototype`; a class has one.
    return { name: fn.name, length: fn.length, source, prototype: Object.hasOwn(fn, 'prototype'), ...flags };
  }

  window.nativeLook = {
    /** What differs from an untouched realm, as `path: aspect`; functions of one side only are left out. */
    compare() {
      const other = untouched();
      const theirs = new Map();
      for (const found of functionsOf(other)) theirs.set(found[0], look(other, found));
      const differences = [];
      let compared = 0;
      for (const found of functionsOf(window)) {
        const there = theirs.get(found[0]);
        if (there === undefined) continue;
        compared++;
        for (const [aspect, value] of Object.entries(look(window, found)))
          if (value !== there[aspect]) differences.push(`${found[0]}: ${aspect}`);
      }
      return { compared, differences };
    },
  };
}
