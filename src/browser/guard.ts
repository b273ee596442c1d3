// The one place where Clew's own mistakes on the page's path end: caught, reported in debug mode, never thrown.
import { diag } from '@opentelemetry/api';

/** Ends what a `start…` or `capture…` function began; calling it twice does nothing more. */
export type Stop = () => void;

/** Says through `diag` that something failed. Whatever was thrown may be hostile (a Proxy): the logger gets it as it is. */
export function report(what: string, error: unknown): undefined {
  diag.error(`clew: ${what} failed`, error);
}

/** Runs `work` and returns its result; if it throws, says so through `diag` and returns `undefined`. */
export function attempt<T>(what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    return report(what, error);
  }
}

/** Whether `value` is an object or a function of this realm. Never throws, as looking at a Proxy may. */
export function isOwnObject(value: unknown): boolean {
  return attempt('realm', () => value instanceof Object) === true;
}

/** Wraps a callback that the browser will call: it never throws. */
export function guard<A extends unknown[]>(
  what: string,
  callback: (...args: A) => void,
): (...args: A) => void {
  return (...args) => {
    attempt(what, () => callback(...args));
  };
}

/** One `Stop` for many, run in reverse order: the last patch is the first to go. What was not started has none. */
export function stopAll(stops: readonly (Stop | undefined)[]): Stop {
  let remaining = [...stops];
  return () => {
    const now = remaining.reverse();
    remaining = [];
    for (const stop of now) if (stop) attempt('stop', stop);
  };
}
