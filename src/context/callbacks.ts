// Functions and constructors of the platform that take one callback and call it later.

import type { Stop } from '../browser/guard.js';
import { method, patchMethod } from '../browser/patch.js';
import { patchClass } from '../browser/patchClass.js';
import { current, enter, type Frame, leaveTask, ROOT_FRAME, runCallback, runIn } from './frame.js';
import type { Work } from './work.js';

/** Where a function lives: on the window, or on a prototype or namespace named here. */
interface CallbackApi {
  readonly owner?: string;
  readonly name: string;
  /** The functions that cancel it by the value it returned. */
  readonly cancels?: readonly string[];
  /** `each` callback is called again and again: it is never counted as pending work. */
  readonly calls?: 'once' | 'each';
}

/** Covered by zone.js where it is loaded. */
export const ZONED_CALLBACKS: readonly CallbackApi[] = [
  // Timeouts and intervals share their ids (HTML, 8.6).
  { name: 'setTimeout', cancels: ['clearTimeout', 'clearInterval'] },
  { name: 'setInterval', calls: 'each' },
  { name: 'requestAnimationFrame', cancels: ['cancelAnimationFrame'] },
];

/** Covered by nobody else. */
export const UNZONED_CALLBACKS: readonly CallbackApi[] = [
  { name: 'queueMicrotask' },
  { name: 'requestIdleCallback', cancels: ['cancelIdleCallback'] },
  { owner: 'Scheduler', name: 'postTask', calls: 'each' },
  { owner: 'Document', name: 'startViewTransition' },
];

/** Methods that answer by calling functions that are anywhere among their arguments. */
export const ANSWERING: readonly (readonly [owner: string, name: string])[] = [
  ['HTMLCanvasElement', 'toBlob'],
  ['Geolocation', 'getCurrentPosition'],
  ['LockManager', 'request'],
  ['DataTransferItem', 'getAsString'],
];

/** Observers, whose callback runs for whoever made them. */
export const OBSERVERS: readonly string[] = [
  'MutationObserver',
  'IntersectionObserver',
  'ResizeObserver',
  'PerformanceObserver',
  'ReportingObserver',
];

/** Timers and frames: the callback is a task of its own. */
const TASKS = /^(set|request)/;

type Callback = (...args: never[]) => unknown;
const page = globalThis as unknown as Record<string, unknown>;

function prototypeOf(owner: string): object | undefined {
  return (page[owner] as { prototype?: object } | undefined)?.prototype;
}

/** Patches one function; its callback runs in the frame of the call. */
export function patchCallback({
  owner,
  name,
  cancels = [],
  calls = 'once',
}: CallbackApi): (Stop | undefined)[] {
  const target = owner ? prototypeOf(owner) : page;
  /** The accounts that callbacks not yet called are counted in. */
  const waiting = new Map<unknown, Work>();
  return [
    patchMethod(target, name, (original) => {
      const leave = TASKS.test(name) && isNative(original) ? leaveTask : enter;
      return method((self, args) => {
        const frame = current;
        const callback = args[0] as Callback;
        if (frame === ROOT_FRAME || typeof callback !== 'function')
          return Reflect.apply(original, self, args);
        const { work } = frame;
        if (calls === 'each' || !work || work.ended || !isSoon(args[1])) {
          args[0] = bindTo(frame, callback, name === 'postTask' ? runIn : runCallback, leave);
          return Reflect.apply(original, self, args);
        }
        let id: unknown;
        args[0] = function (this: unknown, ...given: unknown[]): unknown {
          waiting.delete(id);
          try {
            return runCallback(frame, callback, this, given, leave);
          } finally {
            work.endSoon();
          }
        };
        id = Reflect.apply(original, self, args);
        work.begin();
        if (cancels.length) waiting.set(id, work);
        return id;
      });
    }),
    ...cancels.map((cancel) =>
      patchMethod(target, cancel, (original) =>
        method((self, args) => {
          const work = waiting.get(args[0]);
          if (waiting.delete(args[0])) work?.end();
          return Reflect.apply(original, self, args);
        }),
      ),
    ),
  ];
}

/** Later timers are for taking things away again (a toast, a highlight): nobody waits for them. An awaited one counts. */
const LATER_MS = 1_000;

/** Whether a timer with this delay counts as pending work; no delay, or an options object, is soon. */
export function isSoon(delayMs: unknown): boolean {
  return !(Number(delayMs) > LATER_MS);
}

/**
 * Counts one pending piece of work in the frame's account, if that is open; the result, called any number of times, ends
 * it.
 */
export function hold({ work }: Frame): (() => void) | undefined {
  if (!work || work.ended) return undefined;
  let held = true;
  work.begin();
  return () => {
    if (held) work.end();
    held = false;
  };
}

/** `callback` as a function that runs in `frame`; `run` is {@link runCallback} where only the browser calls it. */
export function bindTo(
  frame: Frame,
  callback: Callback,
  run: typeof runCallback = runIn,
  leave?: typeof enter,
): Callback {
  return function (this: unknown, ...args: unknown[]): unknown {
    return run(frame, callback, this, args, leave);
  };
}

/**
 * Patches one method: whichever of its arguments are functions run in the frame of the call.
 * @param begin says that an answer is waited for, where it is; what it returns is called once there is one.
 */
export function patchArguments(
  owner: string,
  name: string,
  run: typeof runCallback = runCallback,
  begin: typeof hold | null = hold,
): Stop | undefined {
  return patchMethod(prototypeOf(owner), name, (original) =>
    method((self, args) => {
      const frame = current;
      const isCallback = (arg: unknown): boolean => typeof arg === 'function';
      const end = args.some(isCallback) ? begin?.(frame) : undefined;
      const answer: typeof runCallback = end
        ? (...given) => {
            try {
              return run(...given);
            } finally {
              end();
            }
          }
        : run;
      const bound = args.map((arg) => (isCallback(arg) ? bindTo(frame, arg as Callback, answer) : arg));
      return Reflect.apply(original, self, bound);
    }),
  );
}

/** A polyfill or fake timers may call back from code that goes on. */
function isNative(original: object): boolean {
  return /\[native code]/.test(`${original}`);
}

/** Patches an observer's constructor: its callback runs in the frame that made it. */
export function patchObserver(name: string): Stop | undefined {
  return patchClass(name, (make, args) => {
    const frame = current;
    if (frame !== ROOT_FRAME && typeof args[0] === 'function')
      args[0] = bindTo(frame, args[0] as Callback, runCallback);
    return make();
  });
}
