// Reads spans from OTLP's JSON, which Tempo and Jaeger's v3 API answer with, each with its own spelling of ids and enums.
import type { StoredSpan } from './storedSpan.ts';

/** The parts of OTLP's JSON that are read here. */
export interface OtlpTrace {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number | string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number | string };
  readonly attributes?: readonly KeyValue[];
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/** Hex, as OTLP says, or base64, as protobuf's general JSON mapping says. */
const idOf = (text: string, digits: number) =>
  text.length === digits ? text.toLowerCase() : Buffer.from(text, 'base64').toString('hex');

const kindOf = (kind: number | string = 0) =>
  typeof kind === 'number' ? (kinds[kind] ?? '') : kind.replace('SPAN_KIND_', '').toLowerCase();

/** Attributes by key; only the value itself is kept, numbers in 64 bit as the text they arrive as. */
export function readAttributes(list: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** All spans of an OTLP message. */
export function readOtlp({ resourceSpans }: OtlpTrace): StoredSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(readAttributes(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: idOf(span.traceId, 32),
        id: idOf(span.spanId, 16),
        ...(span.parentSpanId && { parentId: idOf(span.parentSpanId, 16) }),
        service,
        name: span.name,
        kind: kindOf(span.kind),
        startMs: Number(span.startTimeUnixNano) / 1e6,
        endMs: Number(span.endTimeUnixNano) / 1e6,
        isError: /^(2|STATUS_CODE_ERROR)$/.test(String(span.status?.code)),
        attributes: readAttributes(span.attributes),
      })),
    );
  });
}
