// From errors to `exception` events: each one goes out once a minute, the same again is counted, and where there are
// too many different ones the rest is counted too. The account of the interaction they belong to counts all.
// @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
import { type Attributes, type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { nativeClearTimeout, nativeSetTimeout } from '../browser/native.js';
import { WORK } from '../context/frame.js';
import type { Work } from '../context/work.js';
import { ERROR, WARN } from '../trace/event.js';
import type { SourceDeps } from './source.js';

/** How an error came to Clew, `clew.error.kind`. */
export type ErrorKind = 'uncaught' | 'rejection' | 'resource' | 'csp' | 'console';

/** Where errors are handed in. */
export interface ErrorReports {
  /**
   * Takes one error.
   * @param attributes with `exception.type` or `exception.message`.
   * @param context what it belongs to; `ROOT_CONTEXT` if that is not known.
   * @param time in milliseconds on the `performance.now()` timeline; by default now.
   */
  report(kind: ErrorKind, attributes: Attributes, context: Context, time?: number): void;
  /** Sends the counts that are due. */
  stop(): void;
}

/** Repetitions are counted, and different errors limited, within this time. */
const WINDOW_MS = 60_000;

/** More different errors than this within one window are counted only. */
const MAX_ERRORS = 10;

interface Known {
  readonly attributes: Attributes;
  readonly context: Context;
  repeats: number;
}

/** Creates the reports of one source. */
export function createErrorReports({ emit, onHide }: SourceDeps): ErrorReports {
  const known = new Map<string, Known>();
  let dropped = 0;
  let timer: number | undefined;

  /** An event that stands for all repetitions since the first one. */
  function sendCounts(): void {
    for (const error of known.values()) {
      if (error.repeats > 0) send(error, { 'clew.error.count': error.repeats });
      error.repeats = 0;
    }
    if (dropped > 0) {
      const attributes = { 'clew.errors.dropped': dropped };
      emit({ name: 'clew.errors.dropped', severity: WARN, attributes, context: ROOT_CONTEXT });
    }
    dropped = 0;
  }

  function send({ attributes, context }: Known, more?: Attributes, time?: number): void {
    emit({
      name: 'exception',
      severity: ERROR,
      attributes: { ...attributes, ...more },
      context,
      ...(time !== undefined && { time }),
    });
  }

  function endWindow(): void {
    nativeClearTimeout(timer);
    timer = undefined;
    sendCounts();
    known.clear();
  }

  onHide(sendCounts);
  return {
    report(kind, described, context, time) {
      const attributes = { ...described, 'clew.error.kind': kind };
      mark(context);
      const key = [
        kind,
        described['exception.type'],
        described['exception.message'],
        topLine(described['exception.stacktrace']),
        trace.getSpanContext(context)?.traceId,
      ].join('\n');
      const repeated = known.get(key);
      if (repeated) repeated.repeats++;
      else if (known.size >= MAX_ERRORS) dropped++;
      else {
        const error = { attributes, context, repeats: 0 };
        known.set(key, error);
        timer ??= nativeSetTimeout(endWindow, WINDOW_MS);
        send(error, undefined, time);
      }
    },
    stop: endWindow,
  };
}

/** Counts one more error on what it belongs to, while that is open. */
function mark(context: Context): void {
  const work = context.getValue(WORK) as Work | undefined;
  if (!work || work.ended) return;
  work.errors++;
  work.used = true;
  const span = trace.getSpan(context);
  if (span?.isRecording()) span.setAttribute('clew.errors', work.errors);
}

/** The first line of a stack that names a place in a script. */
function topLine(stack: unknown): string | undefined {
  return /^.*(?:@| at ).*:\d+:\d+.*$/m.exec(String(stack))?.[0];
}
