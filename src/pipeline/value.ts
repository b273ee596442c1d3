// How much a span or event matters where not all can be sent or kept.
import { SpanStatusCode } from '@opentelemetry/api';
import { ERROR } from '../trace/event.js';
import type { ClewSpan } from '../trace/span.js';

/** 2 failures, 1 what began in this page (without it a trace has no beginning), 0 the rest. */
export type Value = 0 | 1 | 2;

/** What a finished span is worth. */
export function spanValue({ status, parentSpanContext: parent }: ClewSpan): Value {
  if (status.code === SpanStatusCode.ERROR) return 2;
  return parent && !parent.isRemote ? 0 : 1;
}

/** What an event is worth. */
export function eventValue({ severity }: { readonly severity: number }): Value {
  return severity >= ERROR ? 2 : 0;
}
