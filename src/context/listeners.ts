// addEventListener, for pages without zone.js: each registration runs in the frame that frameOfEvent chooses.

import { attempt, isOwnObject, type Stop, stopAll } from '../browser/guard.js';
import { patchCalls } from '../browser/patch.js';
import { frameOfEvent, listenerFrame } from './eventFrame.js';
import { current, type Frame, runCallback } from './frame.js';
import { holdUntilReply } from './pendingReply.js';
import { hasZonedListeners, startZoneTasks } from './zoneTasks.js';

type Listener = EventListenerOrEventListenerObject;

/** What is registered with the browser in place of the page's listener. */
interface Registration {
  frame: Frame;
  /** Whether the browser ends it by itself, unseen: after the first event, or by a signal. */
  mayEnd: boolean;
  readonly wrapper: object;
}

/** Per listener and target: the registrations by type and phase, which is what makes two of them the same. */
const registrations = new WeakMap<object, WeakMap<EventTarget, Map<string, Registration>>>();

function isCapture(options: unknown): boolean {
  return typeof options === 'object' && options !== null
    ? Boolean((options as AddEventListenerOptions).capture)
    : Boolean(options);
}

function createRegistration(listener: Listener): Registration {
  const run = (callback: object, self: unknown, event: Event, target: unknown): unknown =>
    runCallback(
      frameOfEvent(event, target, registration.frame),
      callback as (...args: never[]) => unknown,
      self,
      [event],
    );
  const registration: Registration = {
    frame: listenerFrame(),
    mayEnd: true,
    wrapper:
      typeof listener === 'function'
        ? function (this: unknown, event: Event) {
            return run(listener, this, event, this);
          }
        : {
            // The browser reads it for each event. What it cannot call is its own to pass over, or to report.
            get handleEvent() {
              const callback: unknown = listener.handleEvent;
              return typeof callback === 'function'
                ? (event: Event) => run(callback, listener, event, event.currentTarget)
                : callback;
            },
          },
  };
  return registration;
}

function find(
  target: EventTarget,
  type: string,
  listener: Listener,
  options: unknown,
): Registration | undefined {
  return registrations
    .get(listener)
    ?.get(target)
    ?.get(`${type} ${isCapture(options)}`);
}

function unregister(...given: Parameters<typeof find>): Registration | undefined {
  const registration = find(...given);
  // Added again, it is another's.
  if (registration) registration.mayEnd = true;
  return registration;
}

function register(target: EventTarget, type: string, listener: Listener, options: unknown): Registration {
  const byTarget = registrations.get(listener) ?? new WeakMap<EventTarget, Map<string, Registration>>();
  registrations.set(listener, byTarget);
  const byType = byTarget.get(target) ?? new Map<string, Registration>();
  byTarget.set(target, byType);
  const key = `${type} ${isCapture(options)}`;
  const registration = byType.get(key) ?? createRegistration(listener);
  byType.set(key, registration);
  // The browser ignores a second registration while the first one stands.
  if (registration.mayEnd) {
    const { once, signal } = Object(options) as AddEventListenerOptions;
    registration.mayEnd = !!(once || signal);
    registration.frame = listenerFrame();
  }
  holdUntilReply(target, current);
  return registration;
}

/** Not one of another realm's: only as itself the browser calls it no more once its frame is gone, and tells the frame of its errors. */
const isListener = isOwnObject as (value: unknown) => value is Listener;

/**
 * Patches both methods of EventTarget. Where zone.js comes after Clew (Angular's), it adds one listener of its own to
 * each target and calls the page's from there: from then on registrations are its tasks, and pass here as they are.
 */
export function patchListeners(): (Stop | undefined)[] {
  const owner = globalThis.EventTarget?.prototype;
  let stopZone: Stop | undefined;
  const remove = owner?.removeEventListener;
  const substitute = (name: string, choose: typeof find): Stop | undefined =>
    patchCalls(owner, name, (self, args, original) => {
      const [type, listener, options] = args;
      const target = (self ?? globalThis) as EventTarget;
      const registration = isListener(listener) && choose(target, String(type), listener, options);
      if (!registration) return Reflect.apply(original, target, args);
      args[1] = registration.wrapper;
      const result = Reflect.apply(original, target, args);
      // Added before Clew, or past it, it is there itself: it would run twice, and stay for good.
      remove.call(target, type as string, listener as Listener, isCapture(options));
      return result;
    });
  const add = (...registration: Parameters<typeof register>): Registration | undefined => {
    if (!hasZonedListeners()) return register(...registration);
    stopZone ??= stopAll(attempt('zone.js', startZoneTasks) ?? []);
    return undefined;
  };
  return [
    substitute('addEventListener', add),
    substitute('removeEventListener', unregister),
    () => stopZone?.(),
  ];
}
