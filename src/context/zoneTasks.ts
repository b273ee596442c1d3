// zone.js as the one choke point for callbacks. No zone is forked per span (slow, and it breaks inside Angular's
// own zone): three methods of Zone.prototype are wrapped instead, which covers every zone, whoever made it.
import { type Stop, stopAll } from '../browser/guard.js';
import { NativePromise } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { bindTo, hold, isSoon, patchArguments } from './callbacks.js';
import { frameOfEvent, listenerFrame } from './eventFrame.js';
import { current, type Frame, ROOT_FRAME, runCallback, runIn } from './frame.js';
import { holdUntilReply } from './pendingReply.js';

/** What Clew needs of zone.js's Task. */
interface Task {
  readonly type: 'microTask' | 'macroTask' | 'eventTask';
  readonly data?:
    | {
        readonly isPeriodic?: boolean;
        readonly delay?: number;
        readonly taskData?: { readonly target?: unknown };
      }
    | undefined;
  [FRAME]?: Frame;
  [RELEASE]?: (() => void) | undefined;
}

const FRAME: unique symbol = Symbol('clew frame');
const RELEASE: unique symbol = Symbol('clew release');

/** True where zone.js is loaded. */
export function hasZone(): boolean {
  return typeof (globalThis as { Zone?: unknown }).Zone === 'function';
}

/** True where zone.js has patched event listeners: their registrations are its tasks. */
export function hasZonedListeners(): boolean {
  return '__zone_symbol__addEventListener' in (globalThis.EventTarget?.prototype ?? {});
}

let isHooked = false;

/** Follows zone.js's tasks and its own promises. Called again, it takes up what zone.js has patched since. */
export function startZoneTasks(): (Stop | undefined)[] {
  return [isHooked ? undefined : hookZones(), ...['then', 'finally'].map(patchZonePromise)];
}

/** zone.js replaces `Promise`, and queues a callback of its own when the promise settles: for whoever settles it. */
function patchZonePromise(name: string): Stop | undefined {
  if (globalThis.Promise === NativePromise) return undefined;
  return patchArguments('Promise', name, runIn, null);
}

/** Wraps the prototype of the page's Zone. */
function hookZones(): Stop {
  const { prototype } = (globalThis as unknown as { Zone: { prototype: object } }).Zone;
  isHooked = true;
  return stopAll([
    () => {
      isHooked = false;
    },
    patchCalls(prototype, 'scheduleTask', (self, args, scheduleTask) => {
      const task = args[0] as Task;
      task[FRAME] = task.type === 'eventTask' ? listenerFrame() : current;
      if (task.type === 'macroTask' && !task.data?.isPeriodic && isSoon(task.data?.delay))
        task[RELEASE] = hold(current);
      if (task.type === 'eventTask') holdUntilReply(task.data?.taskData?.target, current);
      return Reflect.apply(scheduleTask, self, args);
    }),
    patchCalls(prototype, 'runTask', (self, args, runTask) => {
      const [task, target, given] = args as [Task, unknown, unknown[]?];
      const scheduled = task[FRAME] ?? current;
      const frame = task.type === 'eventTask' ? frameOfEvent(given?.[0], target, scheduled) : scheduled;
      try {
        // zone.js catches what its own microtasks throw.
        const run = task.type === 'microTask' ? runIn : runCallback;
        return run(frame, runTask, self, args);
      } finally {
        task[RELEASE]?.();
      }
    }),
    patchCalls(prototype, 'cancelTask', (self, args, cancelTask) => {
      (args[0] as Task)[RELEASE]?.();
      return Reflect.apply(cancelTask, self, args);
    }),
    patchCalls(prototype, 'wrap', (self, args, wrap) => {
      const wrapped = Reflect.apply(wrap, self, args);
      if (current === ROOT_FRAME || typeof wrapped !== 'function') return wrapped;
      return bindTo(current, wrapped as (...args: never[]) => unknown);
    }),
  ]);
}
