// `on…` properties (port.onmessage, xhr.onload, button.onclick): the browser gets a wrapper, the page reads back
// what it wrote.

import { isOwnObject, type Stop } from '../browser/guard.js';
import { type AccessorFilter, patchAccessors } from '../browser/patch.js';
import { frameOfEvent } from './eventFrame.js';
import { current, runCallback } from './frame.js';
import { holdUntilReply } from './pendingReply.js';

/** Interfaces whose events somebody waits for, or that users act on. */
export const HANDLERS: readonly string[] = [
  'XMLHttpRequestEventTarget',
  'XMLHttpRequest',
  'FileReader',
  'IDBRequest',
  'IDBOpenDBRequest',
  'IDBTransaction',
  'IDBDatabase',
  'WebSocket',
  'EventSource',
  'MessagePort',
  'BroadcastChannel',
  'Worker',
  'AbortSignal',
  'Animation',
  'HTMLElement',
  // Some of its handlers are the window's.
  'HTMLBodyElement',
  'SVGElement',
  'Document',
  'Window',
  'DedicatedWorkerGlobalScope',
];

/**
 * Of elements, documents and windows only what users do, what somebody waits for, and messages: they have hundreds, and
 * each costs the page's start, and its memory.
 */
const OF_DOCUMENTS =
  /^on((dbl|aux)?click|contextmenu|focus|blur|paste|submit|reset|input|change|drop|dragend|touch(start|end)|keypress|(mouse|pointer|key)(down|up)|load|loadeddata|canplay|error|ended|(animation|transition)end|close|cancel|toggle|message|popstate|(hash|readystate|visibility|fullscreen)change)$/;

const written = new WeakMap<object, object>();

/** Patches the `on…` properties of an interface. */
export function patchHandlers(name: string): Stop | undefined {
  const Interface = (globalThis as unknown as Record<string, { prototype?: object } | undefined>)[name];
  // A global scope's own handlers are properties of the instance.
  const owner = /Window|Scope/.test(name) ? Interface && globalThis : Interface?.prototype;
  const names = /Element|Document|Window/.test(name) ? OF_DOCUMENTS : /^on/;
  return owner && patchAccessors(owner, names, HANDLER);
}

const HANDLER: AccessorFilter = {
  write(set, target, value) {
    // Those of a frame stay as they are, as listeners do.
    set.call(target, (typeof value === 'function' && isOwnObject(value) ? wrap(value) : value) as never);
    holdUntilReply(target, current);
  },
  read: (value) => (value && written.get(value as object)) ?? value,
};

function wrap(handler: object): object {
  const frame = current;
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    return runCallback(
      frameOfEvent(args[0], this, frame),
      handler as (...args: never[]) => unknown,
      this,
      args,
    );
  };
  written.set(wrapper, handler);
  return wrapper;
}
