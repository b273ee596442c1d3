// Long animation frames with the script to blame, and long tasks where an engine has only those: an event on the span
// they delayed.
// @see https://w3c.github.io/long-animation-frames/
import { type Attributes, type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { type Stop, stopAll } from '../browser/guard.js';
import { observe } from '../browser/observe.js';
import { WORK } from '../context/frame.js';
import type { Work } from '../context/work.js';
import { roundMs } from '../trace/time.js';
import { describeScript, longestScript, type ScriptTiming } from './blamedScript.js';
import { delayedInteraction } from './openInteractions.js';
import { findPageView } from './pageView.js';
import { answerSlowScript } from './slowScript.js';
import type { Source, SourceDeps } from './source.js';

/** At most this many events in {@link PERIOD_MS}; the rest is counted in the next one. */
const MAX_EVENTS = 20;
const PERIOD_MS = 60_000;

const FRAME = 'clew.long_animation_frame';
const SCRIPT = `${FRAME}.script.`;
const TASK = 'clew.long_task';

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
    const blamed = longestScript(scripts);
    return {
      [`${FRAME}.blocking_duration`]: blockingDuration,
      // 0 where nothing was rendered.
      [`${FRAME}.render_duration`]: renderStart ? roundMs(endTime - renderStart) : undefined,
      [`${FRAME}.style_and_layout_duration`]: styleAndLayoutStart
        ? roundMs(endTime - styleAndLayoutStart)
        : undefined,
      [`${FRAME}.scripts`]: scripts.length,
      ...(blamed && {
        ...describeScript(blamed, SCRIPT, redactUrl),
        [`${SCRIPT}invoker_type`]: blamed.invokerType,
        [`${SCRIPT}forced_layout_duration`]: blamed.forcedStyleAndLayoutDuration,
        [`${SCRIPT}pause_duration`]: blamed.pauseDuration || undefined,
      }),
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
  return stopAll([
    () => observer?.disconnect(),
    answerSlowScript((fromMs, toMs, prefix) => {
      const frames = performance.getEntriesByType('long-animation-frame') as LongFrame[];
      const script = longestScript(
        frames
          .flatMap(({ scripts }) => scripts)
          .filter(({ startTime, duration }) => startTime < toMs && startTime + duration > fromMs),
      );
      return script && describeScript(script, prefix, redactUrl);
    }),
  ]);
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

/** Long animation frames with the script to blame; long tasks where an engine has only those. */
export const longFrames: Source = { name: 'longFrames', start };
