// The one place where Clew's own mistakes on the page's path end: caught, reported in debug mode, never thrown.
import { diag } from '@opentelemetry/api';

/** Ends what a `start…` or `capture…` function began; calling it twice does nothing more. */
export type Stop = () => void;

/** Runs `work` and returns its result; if it throws, says so through `diag` and returns `undefined`. */
export function attempt<T>(what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    // Whatever was thrown may itself be hostile (a Proxy, a throwing toString): the logger gets it as it is.
    diag.error(`clew: ${what} failed`, error);
    return undefined;
  }
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

/** One `Stop` for many, run in reverse order: the last patch is the first to go. */
export function stopAll(stops: readonly Stop[]): Stop {
  let remaining = [...stops];
  return () => {
    const now = remaining.reverse();
    remaining = [];
    for (const stop of now) attempt('stop', stop);
  };
}
