// An event: something that happened at one moment, sent as an OTLP log record with a name.
// @see https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-eventname
import type { Attributes, Context, HrTime, SpanContext } from '@opentelemetry/api';

/** `SeverityNumber` of the logs data model. */
export const INFO = 9;
export const WARN = 13;
export const ERROR = 17;

/** What a source says happened. */
export interface ClewEvent {
  /** Low cardinality, from the conventions where they have one: `exception`, `browser.web_vital`. */
  readonly name: string;
  /** Sanitised and bounded like a span's; `undefined` values are left out. */
  readonly attributes?: Attributes;
  /** By default {@link INFO}. */
  readonly severity?: number;
  /** When, in milliseconds on the `performance.now()` timeline; by default now. */
  readonly time?: number;
  /** The context it belongs to, `ROOT_CONTEXT` for none; by default the active one. */
  readonly context?: Context;
}

/** An event, ready to be encoded. */
export interface LogRecord {
  readonly name: string;
  readonly time: HrTime;
  readonly observedTime: HrTime;
  readonly severity: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly spanContext: SpanContext | undefined;
}
