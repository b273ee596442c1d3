// @ts-check
// Who is measured, and in which state. Add one here and it is in every table.

/**
 * @typedef {object} Contestant
 * @property {string} name As the tables print it.
 * @property {string} [entry] The module in pages/ that sets it up, bundled with what it imports.
 * @property {boolean} [tag] Whether Clew's script tag stands in the page.
 * @property {'none' | 'with' | 'click' | 'rested'} state Where the operations run: outside any context, inside `with`, in
 * the context of a real click, or outside, after a context has been alive and Clew went to rest again.
 * @property {string} [build] Folder of the Clew build, when it is not dist/.
 */

/** The page without anything, which every other one is divided by. */
export const bare = 'bare page';

/** What issue 3 compares with. */
export const stock = 'stock zone.js';

/** @type {readonly Contestant[]} */
const peers = [
  { name: bare, state: 'none' },
  { name: stock, entry: 'zone.js', state: 'with' },
  { name: 'OTel ZoneContextManager', entry: 'otel.js', state: 'with' },
];

/** What the engine itself takes for the two patches that following promises needs. @type {readonly Contestant[]} */
const floors = [
  { name: 'floor: then patched', entry: 'patchedThen.js', state: 'none' },
  { name: 'floor: constructor too', entry: 'touchedConstructor.js', state: 'none' },
];

/** @type {readonly Contestant[]} */
const clew = [
  { name: 'Clew tag, none alive', entry: 'clewTag.js', tag: true, state: 'none' },
  { name: 'Clew tag, at rest again', entry: 'clewTag.js', tag: true, state: 'rested' },
  { name: 'Clew tag, alive', entry: 'clewTag.js', tag: true, state: 'with' },
  { name: 'Clew tag, in a click', entry: 'clewTag.js', tag: true, state: 'click' },
  { name: 'Clew ESM, none alive', entry: 'clewModule.js', state: 'none' },
  { name: 'Clew ESM, alive', entry: 'clewModule.js', state: 'with' },
];

/**
 * All contestants.
 * @param {string} [otherBuild] Folder of a second build of Clew to compare with, whose rows are marked "other".
 * @returns {readonly Contestant[]}
 */
export function contestants(otherBuild) {
  if (!otherBuild) return [...peers, ...floors, ...clew];
  const others = clew.map((one) => ({ ...one, name: one.name.replace('Clew', 'other'), build: otherBuild }));
  return [...peers, ...floors, ...clew, ...others];
}
