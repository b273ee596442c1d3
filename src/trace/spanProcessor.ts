// Span processors that the page brings, OpenTelemetry's or its own: told of every span that is recorded. What goes wrong
// in one is its own affair.
import type { Context } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import type { ClewSpan } from './span.js';

/** Structurally the `SpanProcessor` of `@opentelemetry/sdk-trace-base`. */
export interface SpanProcessor {
  /** The span has begun and may still be written to. */
  onStart(span: ClewSpan, parentContext: Context): void;
  /** The span's end is set; it may be written to for the last time. */
  onEnding?(span: ClewSpan): void;
  /** The span is over. Whether it is sampled is in its context's flags. */
  onEnd(span: ClewSpan): void;
  /** Called by Clew's `flush()`, which waits for it. */
  forceFlush(): Promise<void>;
  /** Called by Clew's `shutdown()`, which waits for it. */
  shutdown(): Promise<void>;
}

/** Many processors as one that never throws and never rejects. */
export function combineProcessors(processors: readonly SpanProcessor[]): Required<SpanProcessor> {
  const tell = (call: (processor: SpanProcessor) => void): void => {
    for (const processor of processors) attempt('span processor', () => call(processor));
  };
  const ask = (name: 'forceFlush' | 'shutdown') => async (): Promise<void> => {
    await Promise.allSettled(processors.map(async (processor) => processor[name]()));
  };
  return {
    onStart: (span, parentContext) => tell((processor) => processor.onStart(span, parentContext)),
    onEnding: (span) => tell((processor) => processor.onEnding?.(span)),
    onEnd: (span) => tell((processor) => processor.onEnd(span)),
    forceFlush: ask('forceFlush'),
    shutdown: ask('shutdown'),
  };
}
