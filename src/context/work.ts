// The account of what an interaction, page load or navigation still has pending. It knows when its work is
// quiet because every feeder reports what begins and ends; the caps are for work that never does.
import type { Span } from '@opentelemetry/api';
import { nativeClearTimeout, nativeSetTimeout } from '../browser/native.js';

/** One account. Times are milliseconds on the `performance.now()` timeline. */
export interface Work {
  /** Counts one more pending piece of work. */
  begin(): void;
  /** Counts one less, and remembers the time as the last activity. */
  end(timeMs?: number): void;
  /** The same without the cost of a clock, for microtasks: {@link settle} follows within the task. */
  endSoon(): void;
  /** Takes the time for every {@link endSoon} since the last one. */
  settle(): void;
  /** A request: it holds the account open up to the hard cap, however long it is silent. */
  beginRequest(): void;
  endRequest(endTimeMs: number): void;
  /** Closes the account now; calling it again does nothing. */
  close(reason: WorkEnd): void;
  /** Has `listener` told of the close too, just before the owner is: what began within this work ends with it. */
  follow(listener: (lastActivityMs: number, reason: WorkEnd) => void): void;
  /** True once closed: from then on, work done in its context is a trace of its own. */
  readonly ended: boolean;
  /** When something last happened in it. */
  readonly lastActivityMs: number;
  /** The span that it is the account of. It may be written to a little longer, which keeps the account no more open. */
  span?: Span;
  /** True once a span was started in its context, or linked to it. */
  used: boolean;
  /** Called when a span that is linked to this one starts: somebody will look for it. */
  revive?: (() => void) | undefined;
  /** How many requests were made in its context. */
  requests: number;
  /**
   * Errors that nothing caught and that are known to come from its code, counted by the source of errors; and spans
   * in its context that ended with an error.
   */
  errors: number;
}

/** Why an account closed: nothing pending, silent for too long, too long in all, page hidden, or replaced. */
export type WorkEnd = 'quiet' | 'idle' | 'cap' | 'hide' | 'superseded';

/** The limits of an account, in milliseconds. */
export interface WorkLimits {
  /** Nothing pending for this long is the end. */
  readonly quietMs: number;
  /** Pending timers or promises without any activity for this long are not waited for. */
  readonly idleMs: number;
  /** Longest life in all. */
  readonly capMs: number;
}

/** Work that stays silent for 5 s is not what the user is waiting for; one thing they did takes a minute at most. */
export const WORK_LIMITS: WorkLimits = { quietMs: 100, idleMs: 5_000, capMs: 60_000 };

/**
 * Opens an account.
 * @param onEnd is told once, with the time of the last activity and the reason.
 * @param startedAt since when it counts, in milliseconds on the `performance.now()` timeline.
 */
export function createWork(
  now: () => number,
  onEnd: (lastActivityMs: number, reason: WorkEnd) => void,
  startedAt: number = now(),
  limits: WorkLimits = WORK_LIMITS,
): Work {
  let lastActivity = startedAt;
  let pending = 0;
  let requests = 0;
  let ended = false;
  let timer: number | undefined;
  const followers: ((lastActivityMs: number, reason: WorkEnd) => void)[] = [];
  /** When the timer looks next. */
  let dueAt = 0;
  let isUnsettled = false;

  function lookIn(delayMs: number, time: number): void {
    nativeClearTimeout(timer);
    dueAt = time + delayMs;
    timer = nativeSetTimeout(check, delayMs);
  }

  function close(reason: WorkEnd): void {
    if (ended) return;
    settle();
    ended = true;
    nativeClearTimeout(timer);
    for (const follow of followers) follow(lastActivity, reason);
    onEnd(lastActivity, reason);
  }

  function check(): void {
    const time = now();
    const silentMs = time - lastActivity;
    const waitMs = requests > 0 ? Infinity : (pending > 0 ? limits.idleMs : limits.quietMs) - silentMs;
    const leftMs = limits.capMs - (time - startedAt);
    if (leftMs <= 0) close('cap');
    else if (waitMs <= 0) close(pending > 0 ? 'idle' : 'quiet');
    // Looks again at least once a second: a count that falls to zero need not touch a timer.
    else lookIn(Math.ceil(Math.min(waitMs, leftMs, pending > 0 ? 1_000 : limits.quietMs)), time);
  }

  function noteActivity(at: number): void {
    if (at > lastActivity) lastActivity = at;
    // A timer that is due soon enough looks for itself: a flow of short timers sets none.
    if (pending > 0 || ended || dueAt - at <= limits.quietMs) return;
    lookIn(limits.quietMs, at);
  }

  function settle(): void {
    if (!isUnsettled) return;
    isUnsettled = false;
    noteActivity(now());
  }

  function end(at = now()): void {
    pending--;
    noteActivity(at);
  }

  lookIn(limits.quietMs, startedAt);
  return {
    begin: () => {
      pending++;
    },
    end,
    endSoon: () => {
      pending--;
      isUnsettled = true;
    },
    settle,
    beginRequest() {
      pending++;
      requests++;
      this.requests++;
    },
    endRequest: (at) => {
      requests--;
      end(at);
    },
    close,
    follow: (listener) => {
      followers.push(listener);
    },
    used: false,
    requests: 0,
    errors: 0,
    get ended() {
      return ended;
    },
    get lastActivityMs() {
      settle();
      return lastActivity;
    },
  };
}
