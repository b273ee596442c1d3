// From OTLP's nesting (resource, scope, span) to one flat, self-contained record a span: what the store keeps and the API returns.
import { checkedEnum, checkedId, checkedList, checkedOptionalId, checkedUnixNano } from './otlpChecks.mjs';
import { plainAttributes } from './otlpValue.mjs';

/**
 * @typedef {object} SpanRecord
 * @property {string} traceId 32 lower-case hex digits
 * @property {string} spanId 16 lower-case hex digits
 * @property {string} parentSpanId '' for a root
 * @property {string} name
 * @property {number} kind OTLP SpanKind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer
 * @property {string} startTimeUnixNano decimal
 * @property {string} endTimeUnixNano decimal
 * @property {number} durationMs never negative, whatever the clocks said
 * @property {{ code: number, message: string }} status code 0 unset, 1 ok, 2 error
 * @property {Record<string, unknown>} attributes
 * @property {Array<{ name: string, timeUnixNano: string, attributes: Record<string, unknown> }>} events
 * @property {Array<{ traceId: string, spanId: string, attributes: Record<string, unknown> }>} links
 * @property {string} service the resource's `service.name`, or 'unknown_service'
 * @property {Record<string, unknown>} resource
 * @property {{ name: string, version: string }} scope
 * @property {string} traceState
 * @property {number} flags W3C trace flags and OTLP's remote-parent bits
 * @property {number} droppedAttributesCount
 */

/**
 * The spans of an export request. A span that breaks the protocol is left out and named in `problems`; the others still count.
 * Throws when the request's own shape is wrong.
 * @param {Record<string, any>} request in the JSON mapping
 * @returns {{ spans: SpanRecord[], problems: string[] }}
 */
export function flattenSpans(request) {
  const spans = [];
  const problems = [];
  for (const { resource, scopeSpans } of checkedList(request.resourceSpans, 'resourceSpans')) {
    const resourceAttributes = plainAttributes(resource?.attributes);
    for (const { scope, spans: scoped } of checkedList(scopeSpans, 'scopeSpans')) {
      for (const span of checkedList(scoped, 'spans')) {
        try {
          spans.push(spanRecord(span, resourceAttributes, scope));
        } catch (error) {
          problems.push(`span ${JSON.stringify(span?.name)}: ${error.message}`);
        }
      }
    }
  }
  return { spans, problems };
}

function spanRecord(span, resource, scope) {
  const startTimeUnixNano = checkedUnixNano(span.startTimeUnixNano, 'startTimeUnixNano');
  const endTimeUnixNano = checkedUnixNano(span.endTimeUnixNano, 'endTimeUnixNano');
  return {
    traceId: checkedId('traceId', span.traceId),
    spanId: checkedId('spanId', span.spanId),
    parentSpanId: checkedOptionalId('spanId', span.parentSpanId, 'parentSpanId'),
    name: span.name ?? '',
    kind: checkedEnum(span.kind, 'kind'),
    startTimeUnixNano,
    endTimeUnixNano,
    durationMs: Math.max(0, Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6),
    status: { code: checkedEnum(span.status?.code, 'status.code'), message: span.status?.message ?? '' },
    attributes: plainAttributes(span.attributes),
    events: checkedList(span.events, 'events').map((event) => ({
      name: event.name ?? '',
      timeUnixNano: checkedUnixNano(event.timeUnixNano, 'events.timeUnixNano'),
      attributes: plainAttributes(event.attributes),
    })),
    links: checkedList(span.links, 'links').map((link) => ({
      traceId: checkedId('traceId', link.traceId, 'links.traceId'),
      spanId: checkedId('spanId', link.spanId, 'links.spanId'),
      attributes: plainAttributes(link.attributes),
    })),
    service: String(resource['service.name'] ?? 'unknown_service'),
    resource,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '' },
    traceState: span.traceState ?? '',
    flags: span.flags ?? 0,
    droppedAttributesCount: span.droppedAttributesCount ?? 0,
  };
}
