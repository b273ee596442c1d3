// The script to blame for a long frame, as Chromium's long animation frames tell it.
// @see https://w3c.github.io/long-animation-frames/#sec-PerformanceScriptTiming
import type { Attributes } from '@opentelemetry/api';

/** PerformanceScriptTiming, as far as it is used; times in milliseconds. TypeScript does not know it. */
export interface ScriptTiming extends PerformanceEntry {
  readonly invoker: string;
  readonly invokerType: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
  readonly sourceCharPosition: number;
  readonly forcedStyleAndLayoutDuration: number;
  readonly pauseDuration: number;
}

/** The one that ran longest. */
export function longestScript(scripts: readonly ScriptTiming[]): ScriptTiming | undefined {
  const longest = Math.max(...scripts.map(({ duration }) => duration));
  return scripts.find(({ duration }) => duration === longest);
}

/**
 * The file that Clew is in: the script tag's, or a bundle of the page. Listeners and callbacks run through functions of
 * Clew, which are then all that the engine sees.
 */
function ownUrl(): string | undefined {
  return /\w+:\/\/[^\s()]+?(?=:\d+:\d+)/.exec(`${new Error().stack}`)?.[0];
}

/**
 * Who called the script, for how long it ran, and the function that was called where that cannot be Clew's in place of
 * the page's.
 * @param prefix goes before `invoker`, `url` and so on.
 */
export function describeScript(
  { invoker, invokerType, duration, sourceURL, sourceFunctionName, sourceCharPosition }: ScriptTiming,
  prefix: string,
  redactUrl: (url: string) => string,
): Attributes {
  // `classic-script` and `module-script` are called by nobody.
  const isTold = sourceURL && (sourceURL !== ownUrl() || /-script$/.test(invokerType));
  return {
    [`${prefix}invoker`]: redactInvoker(invoker, redactUrl),
    [`${prefix}duration`]: duration,
    ...(isTold && {
      [`${prefix}url`]: redactUrl(sourceURL),
      [`${prefix}function`]: sourceFunctionName || undefined,
      // -1 where it is not known.
      [`${prefix}char_position`]: sourceCharPosition >= 0 ? sourceCharPosition : undefined,
    }),
  };
}

/** Such as `BUTTON#order.onclick`, `TimerHandler:setTimeout`, `IMG[src=logo.png?v=1].onload` or a script's URL. */
function redactInvoker(invoker: string, redactUrl: (url: string) => string): string {
  return invoker.replace(
    /(\[src=|^(?=\w+:\/\/))([^\]]*)/,
    (_, before: string, url: string) => before + redactUrl(url),
  );
}
