// Spans and events as OTLP/JSON. The text is put together by hand, from quoted strings and numbers only: `JSON.stringify` of an
// object would call whatever `toJSON` a page has put on a prototype.
// @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { type Attributes, type Link, type SpanContext, SpanStatusCode } from '@opentelemetry/api';
import type { Signal } from '../trace/delivery.js';
import type { LogRecord } from '../trace/event.js';
import type { ClewSpan, InstrumentationScope } from '../trace/span.js';
import { encodeUnixNano } from '../trace/time.js';

/** `SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK` and `SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK` of trace.proto. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

const quote: (text: string) => string = JSON.stringify;

/** Members that are `undefined`, 0 or empty are left out, as the JSON mapping has it for defaults. */
function object(members: Readonly<Record<string, string | number | undefined | false>>): string {
  let text = '';
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value) text += `${text && ','}"${name}":${value}`;
  }
  return `{${text}}`;
}

/** An array, or `undefined` for an empty one. */
function list<T>(items: readonly T[], encode: (item: T) => string): string | undefined {
  return items.length > 0 ? `[${items.map(encode).join()}]` : undefined;
}

function encodeValue(value: unknown): string {
  if (typeof value === 'string') return `{"stringValue":${quote(value)}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (Array.isArray(value)) return `{"arrayValue":${object({ values: list(value, encodeValue) })}}`;
  // An empty AnyValue is what OTLP has for a gap in an array.
  if (typeof value !== 'number') return '{}';
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  return `{"doubleValue":${Number.isFinite(value) ? value : `"${value}"`}}`;
}

/** An array, or nothing for no attributes. The most that a span consists of: no pairs, no list of texts. */
function encodeAttributes(attributes: Attributes = {}): string {
  let text = '';
  for (const key of Object.keys(attributes))
    text += `${text ? ',' : '['}{"key":${quote(key)},"value":${encodeValue(attributes[key])}}`;
  return text && `${text}]`;
}

function encodeFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}

/** Text, or nothing. @param value given by a page: whatever it is, it must not cost the others of the request. */
function encodeText(value: unknown): string | false {
  return !!value && quote(String(value));
}

/** @param context in JavaScript also one whose trace state is the header's text. */
function encodeState({ traceState }: SpanContext): string | false {
  return encodeText(traceState?.serialize?.());
}

function encodeLink({ context, attributes, droppedAttributesCount }: Link): string {
  return object({
    traceId: quote(context.traceId),
    spanId: quote(context.spanId),
    traceState: encodeState(context),
    attributes: encodeAttributes(attributes),
    droppedAttributesCount,
    flags: encodeFlags(context.traceFlags, context.isRemote),
  });
}

/** One finished span as a `Span` of OTLP/JSON. */
export function encodeSpan(span: ClewSpan): string {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  const { code, message } = span.status;
  return object({
    traceId: quote(context.traceId),
    spanId: quote(context.spanId),
    traceState: encodeState(context),
    parentSpanId: parent && quote(parent.spanId),
    flags: encodeFlags(context.traceFlags, parent?.isRemote),
    name: quote(span.name),
    // SPAN_KIND_INTERNAL is 1 there, 0 in the API.
    kind: span.kind + 1,
    startTimeUnixNano: quote(encodeUnixNano(span.startTime)),
    endTimeUnixNano: quote(encodeUnixNano(span.endTime)),
    attributes: encodeAttributes(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: list(span.events, ({ time, name, attributes, droppedAttributesCount }) =>
      object({
        timeUnixNano: quote(encodeUnixNano(time)),
        name: quote(name),
        attributes: encodeAttributes(attributes),
        droppedAttributesCount,
      }),
    ),
    droppedEventsCount: span.droppedEventsCount,
    links: list(span.links, encodeLink),
    droppedLinksCount: span.droppedLinksCount,
    status: code !== SpanStatusCode.UNSET && object({ message: message && quote(message), code }),
  });
}

/** One event as a `LogRecord` of OTLP/JSON. */
export function encodeLogRecord(record: LogRecord): string {
  const { spanContext, severity, droppedAttributesCount } = record;
  return object({
    timeUnixNano: quote(encodeUnixNano(record.time)),
    observedTimeUnixNano: quote(encodeUnixNano(record.observedTime)),
    severityNumber: severity,
    eventName: quote(record.name),
    attributes: encodeAttributes(record.attributes),
    droppedAttributesCount,
    traceId: spanContext && quote(spanContext.traceId),
    spanId: spanContext && quote(spanContext.spanId),
    flags: spanContext && spanContext.traceFlags & 0xff,
  });
}

/** OTLP's member names for one signal. */
const MEMBERS = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;

/**
 * Creates the function that writes one `ResourceSpans` or `ResourceLogs`.
 * @param resource attributes of the page; anything sanitised as span attributes are.
 */
export function createContentEncoder(
  resource: Attributes,
): (
  signal: Signal,
  groups: readonly { readonly scope: InstrumentationScope; readonly records: readonly string[] }[],
  receipt: Attributes,
) => string {
  return (signal, groups, receipt) => {
    const [, inScopes, member] = MEMBERS[signal];
    const scopes = groups.map(({ scope, records }) =>
      object({
        scope: object({ name: encodeText(scope.name), version: encodeText(scope.version) }),
        [member]: `[${records.join()}]`,
        schemaUrl: encodeText(scope.schemaUrl),
      }),
    );
    return object({
      resource: object({ attributes: encodeAttributes({ ...resource, ...receipt }) }),
      [inScopes]: `[${scopes.join()}]`,
    });
  };
}

/** The body of one export request. @param contents what content encoders wrote, of any pages. */
export function encodeEnvelope(signal: Signal, contents: readonly string[]): string {
  return `{"${MEMBERS[signal][0]}":[${contents.join()}]}`;
}
