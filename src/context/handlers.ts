// `on…` properties (port.onmessage, xhr.onload, button.onclick): the browser gets a wrapper, the page reads back
// what it wrote.

import type { Stop } from '../browser/guard.js';
import { patchAccessor } from '../browser/patch.js';
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
  'SVGElement',
  'Document',
  'Window',
  'DedicatedWorkerGlobalScope',
];

const written = new WeakMap<object, object>();

/** Patches every `on…` property of an interface. */
export function patchHandlers(name: string): (Stop | undefined)[] {
  const Interface = (globalThis as unknown as Record<string, { prototype?: object } | undefined>)[name];
  // A global scope's own handlers are properties of the instance.
  const owner = /Window|Scope/.test(name) ? Interface && globalThis : Interface?.prototype;
  if (!owner) return [];
  return Object.getOwnPropertyNames(owner)
    .filter((property) => property.startsWith('on'))
    .map((property) =>
      patchAccessor(owner, property, ({ get, set }) => {
        // Named as the native ones: there are hundreds, and to rename a function takes longer than to make it.
        const accessor = {
          get [property](): unknown {
            const value = get.call(this) as object | null;
            return (value && written.get(value)) ?? value;
          },
          set [property](value: unknown) {
            set.call(this, typeof value === 'function' ? wrap(value) : value);
            holdUntilReply(this, current);
          },
        };
        return Object.getOwnPropertyDescriptor(accessor, property) as {
          get(): unknown;
          set(value: unknown): void;
        };
      }),
    );
}

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
