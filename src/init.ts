// `init`: checks the options, waits for consent, and sees to it that there is one Clew on a page.
import { DiagConsoleLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { attempt } from './browser/guard.js';
import { whenActivated } from './browser/pageLifecycle.js';
import { stopLoader } from './capture/earlyRecords.js';
import type { InitOptions, ResolvedOptions } from './options.js';
import { resolveOptions } from './resolveOptions.js';
import { forgetStored, type RunningClew, startClew } from './start.js';

/** What `init` returns. No member ever throws or rejects. */
export interface Clew {
  /** Random id of this visit, 32 hexadecimal digits; on every span as `session.id`. Empty while Clew is off. */
  readonly sessionId: string;
  /**
   * What the user decided. `true` starts Clew where `consent: false` kept it off; `false` ends it at once: nothing more
   * is recorded or sent, and what it stored in the browser, in earlier visits too, is removed.
   */
  setConsent(isGiven: boolean): void;
  /** Puts `user.id` on everything from now on, until it is called without one. Clew never finds out by itself. */
  setUser(id?: string): void;
  /** Sends what waits now; resolves when the collector answered or was given up. */
  flush(): Promise<void>;
  /**
   * What became of every span and event so far, by name: `clew.traces.created`, `.sent`, `.spooled` (on disk),
   * `.dropped.<reason>`, the same for `logs`, and `clew.pending`. Every batch carries it to the collector.
   */
  stats(): Record<string, number>;
  /** Ends open spans, sends what waits and removes every patch that nobody patched over. */
  shutdown(): Promise<void>;
}

/** Copies of Clew on one page share this: the first one wins. */
const HANDLE: unique symbol = Symbol.for('clew.handle') as never;
const page = globalThis as { [HANDLE]?: Clew };

/** Clew where it is off: what everybody gets who cannot have another. */
export const INERT: Clew = /* @__PURE__ */ createHandle();

/**
 * Starts Clew. Called again, it returns the first handle; in Node it does nothing.
 *
 * A mistake in an option is reported once on the console, by name; Clew then stays off and the page goes on.
 * Never throws.
 */
export function init(options: InitOptions): Clew {
  if (typeof window === 'undefined' || typeof document === 'undefined') return INERT;
  if (page[HANDLE]) {
    console.warn('clew: init was called before; options ignored.');
    return page[HANDLE];
  }
  const resolved = attempt('options', () => resolveOptions(options)) ?? ['options could not be read'];
  if (!('serviceName' in resolved)) {
    for (const mistake of resolved) console.warn(`clew: ${mistake}. Clew is off.`);
    return INERT;
  }
  stopLoader(resolved.consent && !isRefused(resolved));
  if (resolved.debug) diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.DEBUG);
  page[HANDLE] = createHandle(resolved);
  return page[HANDLE];
}

/** True where the browser says for its user that data is not to be shared, and the page wants to hear it. */
function isRefused({ respectGpc }: ResolvedOptions): boolean {
  return respectGpc && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
}

/** Without options it is off for good. */
function createHandle(options?: ResolvedOptions): Clew {
  let running: RunningClew | undefined;
  let userId: string | undefined;
  let isWanted = false;
  let isOver = false;

  function start(): void {
    isWanted = true;
    // A page that is prerendered and then never opened records, sends and stores nothing.
    whenActivated(() => {
      if (!isWanted || isOver || !options) return;
      try {
        running ??= startClew(options);
      } catch (error) {
        console.warn('clew: could not start. Clew is off.', error);
      }
      if (userId !== undefined) running?.setUser(userId);
    });
  }

  const handle: Clew = Object.freeze({
    get sessionId() {
      return running?.sessionId() ?? '';
    },
    setConsent(isGiven: boolean) {
      if (isGiven === true) start();
      else {
        attempt('consent', () => (running ? running.forget() : options && forgetStored(options)));
        running = undefined;
        isWanted = false;
      }
    },
    setUser(id?: string) {
      userId = id;
      running?.setUser(id);
    },
    flush: async () => running?.flush(),
    stats: () => running?.stats() ?? {},
    async shutdown() {
      const ended = running;
      running = undefined;
      isOver = true;
      if (page[HANDLE] === handle) delete page[HANDLE];
      await ended?.shutdown();
    },
  });
  if (options?.consent && !isRefused(options)) start();
  return handle;
}
