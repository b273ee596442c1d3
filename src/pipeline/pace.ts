// When the next request may go out: one timer, the nearest of what was asked for, and silence after a failure.

/** `setTimeout` and `clearTimeout`, in milliseconds. */
export interface Timers {
  setTimer(callback: () => void, delayMs: number): number;
  clearTimer(id: number | undefined): void;
}

/** The timer of a batch. */
export interface Pace {
  isBackingOff(): boolean;
  /** Whether that is by somebody's wish: no news may end it. */
  isToldToWait(): boolean;
  /** Flushes in so many milliseconds, unless it is sooner already or a failure is being waited out. */
  schedule(delayMs: number): void;
  /** Flushing has begun: what was scheduled is done. */
  cancel(): void;
  /**
   * Nothing goes out by itself until the delay is over. Does nothing while one is being waited out.
   * @param mayResume whether good news may end it sooner.
   */
  backOff(delayMs: number, mayResume: boolean): void;
  /** Good news: flushes now, where a wait that it may end is under way. */
  resume(): void;
  /** For good. */
  stop(): void;
}

/** Creates the timer that calls `flush`. */
export function createPace({ setTimer, clearTimer }: Timers, flush: () => void): Pace {
  let timer: number | undefined;
  let timerDelayMs = Infinity;
  let isBackingOff = false;
  let canResume = false;
  let isStopped = false;

  function cancel(): void {
    if (isBackingOff) return;
    clearTimer(timer);
    timerDelayMs = Infinity;
  }

  function endBackOff(): void {
    isBackingOff = false;
    cancel();
    flush();
  }

  return {
    isBackingOff: () => isBackingOff,
    isToldToWait: () => isBackingOff && !canResume,
    cancel,
    schedule(delayMs) {
      if (isBackingOff || isStopped || delayMs >= timerDelayMs) return;
      clearTimer(timer);
      timerDelayMs = delayMs;
      timer = setTimer(flush, delayMs);
    },
    backOff(delayMs, mayResume) {
      if (isBackingOff || isStopped) return;
      cancel();
      isBackingOff = true;
      canResume = mayResume;
      timer = setTimer(endBackOff, delayMs);
    },
    resume() {
      if (isBackingOff && canResume) endBackOff();
    },
    stop() {
      isStopped = true;
      clearTimer(timer);
    },
  };
}
