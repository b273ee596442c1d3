// The ContextManager behind `context` of @opentelemetry/api: reads and sets the current frame. It also says
// what "active" means once an interaction is over: work that outlived it starts a trace of its own, linked.
import { type Context, type ContextManager, type Link, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { bindTo } from './callbacks.js';
import { current, type Frame, frameOf, runIn } from './frame.js';
import type { Work } from './work.js';

/** A link to what work came from, and the account that it has outlived. */
export interface OriginLink extends Link {
  readonly work: Work;
}

/** The context manager, and the one thing that only Clew's own captures may set. */
export interface ClewContextManager extends ContextManager {
  /**
   * The context of code that no interaction caused: the page load's while the page loads, else the root.
   */
  setAmbient(context: Context): void;
}

/**
 * Creates the manager. `start` has the feeders installed; `disable` takes them away.
 * @param originKey where a context carries the link to the finished interaction that work came from.
 */
export function createContextManager(originKey: symbol, startFeeders: () => () => void): ClewContextManager {
  let ambient = ROOT_CONTEXT;
  let stopFeeders: (() => void) | undefined;

  function active(): Context {
    const { context, work } = current;
    if (!work?.ended) return context === ROOT_CONTEXT ? ambient : context;
    const span = trace.getSpan(context);
    // A manual span that is still open stays the parent, however long it outlives the interaction.
    if (!span || (span.isRecording() && span !== work.span)) return context;
    return ROOT_CONTEXT.setValue(originKey, { context: span.spanContext(), work } satisfies OriginLink);
  }

  const manager: ClewContextManager = {
    active,
    with(context, fn, thisArg, ...args) {
      return runIn(
        frameOf(context ?? ROOT_CONTEXT),
        fn as unknown as (...args: never[]) => ReturnType<typeof fn>,
        thisArg,
        args,
      );
    },
    bind(context, target) {
      return bindTarget(frameOf(context), target);
    },
    enable() {
      stopFeeders ??= startFeeders();
      return manager;
    },
    disable() {
      stopFeeders?.();
      stopFeeders = undefined;
      ambient = ROOT_CONTEXT;
      return manager;
    },
    setAmbient(context) {
      ambient = context;
    },
  };
  return manager;
}

function bindTarget<T>(frame: Frame, target: T): T {
  if (typeof target !== 'function') return target;
  const bound = bindTo(frame, target as unknown as (...args: never[]) => unknown);
  Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
  return bound as unknown as T;
}
