// console.error, for pages whose code reports errors there and nowhere else. Not among the sources that start by
// themselves: with it, the console names Clew's file as the place of each message.
import type { Attributes } from '@opentelemetry/api';
import { attempt, type Stop } from '../browser/guard.js';
import { patchCalls } from '../browser/patch.js';
import { exceptionAttributes } from '../trace/exception.js';
import { createErrorReports } from './errorReports.js';
import type { Source, SourceDeps } from './source.js';

/** Longest message, in UTF-16 units. */
const MAX_LENGTH = 1_000;

/** The first Error among the arguments with its stack, and all arguments that are text or simple values as the message. */
function describe(args: readonly unknown[]): Attributes {
  const error = args.find((arg) => arg instanceof Error);
  const texts = args.map((arg) =>
    (typeof arg === 'object' && arg) || typeof arg === 'function'
      ? // What an object holds may be anybody's data; an error's message is meant to be read.
        (exceptionAttributes(arg)['exception.message'] ?? '{…}')
      : String(arg),
  );
  return {
    ...(error ? exceptionAttributes(error) : {}),
    'exception.message': texts.join(' ').slice(0, MAX_LENGTH),
  };
}

/** Patches `console.error`. */
function captureConsoleErrors(deps: SourceDeps): Stop {
  const { report, stop } = createErrorReports(deps);
  let isReporting = false;
  const restore = patchCalls(globalThis.console, 'error', (self, args, native) => {
    // What reporting itself leads to, and what Clew says in debug mode, is no error of the page.
    if (!isReporting) {
      isReporting = true;
      attempt('console', () => {
        const described = describe(args);
        if (!/^clew: /.test(`${described['exception.message']}`)) report('console', described, deps.active());
      });
      isReporting = false;
    }
    return Reflect.apply(native, self, args);
  });
  return () => {
    restore?.();
    stop();
  };
}

/** Calls of `console.error`. */
export const consoleErrors: Source = { name: 'consoleErrors', start: captureConsoleErrors };
