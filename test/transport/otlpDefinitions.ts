// OTLP as its own definitions have it: OpenTelemetry's generated protobuf code, which shares nothing with ours.
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

// biome-ignore lint/suspicious/noExplicitAny: the generated definitions are typed as a bare protobuf root
const Request = (root as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

const ID_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);
const OBJECT_FORM = { longs: String, bytes: String, json: true };

/** The JSON of OTLP has ids in hexadecimal, that of protobuf has bytes in base64. */
function recode(value: unknown, from: BufferEncoding, to: BufferEncoding): unknown {
  return JSON.parse(JSON.stringify(value), (key, member) =>
    ID_FIELDS.has(key) ? Buffer.from(member, from).toString(to) : member,
  );
}

/**
 * Reads an export request by the definitions and writes it again, by way of the binary form. What comes back
 * differs from what went in wherever a member is unknown, misnamed or of the wrong type.
 */
export function roundTrip(json: string): unknown {
  const message = Request.fromObject(recode(JSON.parse(json), 'hex', 'base64'));
  const mistake = Request.verify(message);
  if (mistake) throw new Error(mistake);
  const back = Request.decode(Request.encode(message).finish());
  return recode(Request.toObject(back, OBJECT_FORM), 'base64', 'hex');
}

/** Reads the binary form, as OpenTelemetry's own serializer writes it. */
export function readBinary(bytes: Uint8Array): unknown {
  return recode(Request.toObject(Request.decode(bytes), OBJECT_FORM), 'base64', 'hex');
}
