// What a page and its worker say to each other besides the page's own messages.
import type { Attributes, HrTime, SpanKind, SpanStatus } from '@opentelemetry/api';

/** Member of the message that goes ahead of one of the page's: its value has the headers of the context it is sent in. */
export const CONTEXT_MESSAGE = 'clew.context';

/** Member of the message in which a worker reports a {@link WorkerSpan}. */
export const SPAN_MESSAGE = 'clew.span';

/** A span that ended in a worker. Times are Unix time. */
export interface WorkerSpan {
  readonly spanId: string;
  /** `traceparent` and `tracestate` of its parent. */
  readonly parent: Readonly<Record<string, string>>;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
}
