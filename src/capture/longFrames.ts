// Long animation frames with the script to blame, and long tasks where an engine has only those: an event on the span
// they delayed.
// @see https://w3c.github.io/long-animation-frames/
import { type Attributes, type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';
import { observe } from '../browser/observe.js';
import { WORK } from '../context/frame.js';
import type { Work } from '../context/work.js';
import { delayedInteraction } from './openInteractions.js';
import { findPageView } from './pageView.js';
import type { Source, SourceDeps } from './source.js';

/** At most this many events in {@link PERIOD_MS}; the rest is counted in the next one. */
const MAX_EVENTS = 20;
const PERIOD_MS = 60_000;

const FRAME = 'clew.long_animation_frame';
const TASK = 'clew.long_task';

/** The script tag's own file. Listeners and callbacks run through functions of Clew, which are then all that engines see. */
const OWN_URL = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src;

/** PerformanceScriptTiming, as far as it is used; times in milliseconds. */
interface ScriptTiming extends PerformanceEntry {
  readonly invoker: string;
  readonly invokerType: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
  readonly sourceCharPosition: number;
  readonly forcedStyleAndLayoutDuration: number;
  readonly pauseDuration: number;
}

/** PerformanceLongAnimationFrameTiming, as far as it is used. */
interface LongFrame extends PerformanceEntry {
  readonly blockingDuration: number;
  readonly renderStart: number;
  readonly styleAndLayoutStart: number;
  readonly scripts: readonly ScriptTiming[];
}

/** PerformanceLongTaskTiming: it knows the frame to blame, not the script. */
interface LongTask extends PerformanceEntry {
  readonly attribution: readonly { readonly containerSrc: string }[];
}

function start(deps: SourceDeps): Stop {
  const { redactUrl } = deps;
  let periodStart = 0;
  let sent = 0;
  let dropped = 0;

  function report(name: string, entry: PerformanceEntry, attributes: Attributes): void {
    const { startTime: time, duration } = entry;
    if (time - periodStart > PERIOD_MS) {
      periodStart = time;
      sent = 0;
    }
    const context = delayedInteraction(time, time + duration) ?? delayedView(time, time + duration);
    if (sent++ >= MAX_EVENTS) {
      dropped++;
      return;
    }
    const all = { ...attributes, [`${name}.duration`]: duration, [`${name}s.dropped`]: dropped || undefined };
    deps.emit({ name, time, context: context ?? ROOT_CONTEXT, attributes: all });
    dropped = 0;
  }

  function describe(frame: LongFrame): Attributes {
    const { startTime, duration, blockingDuration, renderStart, styleAndLayoutStart, scripts } = frame;
    const endTime = startTime + duration;
    const blamed = [...scripts].sort((a, b) => b.duration - a.duration)[0];
    return {
      [`${FRAME}.blocking_duration`]: blockingDuration,
      // 0 where nothing was rendered.
      [`${FRAME}.render_duration`]: renderStart ? endTime - renderStart : undefined,
      [`${FRAME}.style_and_layout_duration`]: styleAndLayoutStart ? endTime - styleAndLayoutStart : undefined,
      [`${FRAME}.scripts`]: scripts.length,
      ...(blamed && blame(blamed)),
    };
  }

  function blame(script: ScriptTiming): Attributes {
    const prefix = `${FRAME}.script.`;
    const { sourceURL, sourceFunctionName, sourceCharPosition } = script;
    const source = sourceURL &&
      sourceURL !== OWN_URL && {
        [`${prefix}url`]: redactUrl(sourceURL),
        [`${prefix}function`]: sourceFunctionName || undefined,
        // -1 where it is not known.
        [`${prefix}char_position`]: sourceCharPosition >= 0 ? sourceCharPosition : undefined,
      };
    return {
      [`${prefix}invoker`]: redactInvoker(script.invoker, redactUrl),
      [`${prefix}invoker_type`]: script.invokerType,
      ...(source || {}),
      [`${prefix}duration`]: script.duration,
      [`${prefix}forced_layout_duration`]: script.forcedStyleAndLayoutDuration,
      [`${prefix}pause_duration`]: script.pauseDuration || undefined,
    };
  }

  const observer =
    observe(
      'long-animation-frame',
      (entries) => {
        for (const entry of entries as LongFrame[]) report(FRAME, entry, describe(entry));
      },
      true,
    ) ??
    observe(
      'longtask',
      (entries) => {
        for (const entry of entries as LongTask[]) report(TASK, entry, attribute(entry, redactUrl));
      },
      true,
    );
  return () => observer?.disconnect();
}

/** The page load or navigation that was at work between these times. */
function delayedView(startMs: number, endMs: number): Context | undefined {
  const isAtWork = (context: Context): boolean =>
    ((context.getValue(WORK) as Work | undefined)?.lastActivityMs ?? -1) >= startMs;
  return findPageView(({ time, context }) => time < endMs && isAtWork(context))?.context;
}

/** Which frame of the page a long task ran in, unless it is the page itself. */
function attribute(
  { name, attribution: [container] }: LongTask,
  redactUrl: (url: string) => string,
): Attributes {
  return {
    [`${TASK}.name`]: name,
    [`${TASK}.container_url`]: container?.containerSrc ? redactUrl(container.containerSrc) : undefined,
  };
}

/** Such as `BUTTON#order.onclick`, `TimerHandler:setTimeout`, `IMG[src=logo.png?v=1].onload` or a script's URL. */
function redactInvoker(invoker: string, redactUrl: (url: string) => string): string {
  const inElement = invoker.replace(/\[src=(.*?)\]/, (_, src: string) => `[src=${redactUrl(src)}]`);
  return /^\w+:\/\//.test(invoker) ? redactUrl(invoker) : inElement;
}

/** Long animation frames with the script to blame; long tasks where an engine has only those. */
export const longFrames: Source = { name: 'longFrames', start };
