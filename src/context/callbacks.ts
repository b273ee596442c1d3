// Functions and constructors of the platform that take one callback and call it later.

import type { Stop } from '../browser/guard.js';
import { patchCalls } from '../browser/patch.js';
import { patchClass } from '../browser/patchClass.js';
import { current, enter, type Frame, leaveTask, ROOT_FRAME, runCallback, runIn } from './frame.js';

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
  /** What ends the wait for callbacks not yet called. */
  const waiting = new Map<unknown, () => void>();
  const run = name === 'postTask' ? runIn : runCallback;
  let leave: typeof enter | undefined;
  return [
    patchCalls(target, name, (self, args, original) => {
      const frame = current;
      const callback = args[0];
      if (frame === ROOT_FRAME || typeof callback !== 'function') return Reflect.apply(original, self, args);
      leave ??= TASKS.test(name) && isNative(original) ? leaveTask : enter;
      let id: unknown;
      const release = calls === 'once' && isSoon(args[1]) ? hold(frame) : undefined;
      args[0] = bindTo(frame, callback as Callback, run, leave, () => {
        waiting.delete(id);
        release?.();
      });
      id = Reflect.apply(original, self, args);
      if (release && cancels.length) waiting.set(id, release);
      return id;
    }),
    ...cancels.map((cancel) =>
      patchCalls(target, cancel, (self, args, original) => {
        waiting.get(args[0])?.();
        waiting.delete(args[0]);
        return Reflect.apply(original, self, args);
      }),
    ),
  ];
}

/** Later timers are for taking things away again (a toast, a highlight): nobody waits for them. An awaited one counts. */
const LATER_MS = 1_000;

/** Whether a timer with this delay counts as pending work; no delay, or an options object, is soon. */
export function isSoon(delayMs: unknown): boolean {
  // Not converted: the second argument of other functions may be anything.
  return !(typeof delayMs === 'number' && delayMs > LATER_MS);
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

/**
 * `callback` as a function that runs in `frame`.
 * @param run is {@link runCallback} where only the browser calls it.
 * @param done is called behind it, each time.
 */
export function bindTo(
  frame: Frame,
  callback: Callback,
  run: typeof runCallback = runIn,
  leave?: typeof enter,
  done?: () => void,
): Callback {
  return function (this: unknown, ...args: unknown[]): unknown {
    try {
      return run(frame, callback, this, args, leave);
    } finally {
      done?.();
    }
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
  return patchCalls(prototypeOf(owner), name, (self, args, original) => {
    const frame = current;
    const isCallback = (arg: unknown): arg is Callback => typeof arg === 'function';
    const end = args.some(isCallback) ? begin?.(frame) : undefined;
    const bound = args.map((arg) => (isCallback(arg) ? bindTo(frame, arg, run, undefined, end) : arg));
    return Reflect.apply(original, self, bound);
  });
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
