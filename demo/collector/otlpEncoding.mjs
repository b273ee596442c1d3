// The two wire forms of OTLP/HTTP. Both come out as the JSON mapping (hex ids, decimal strings for 64-bit integers), so that
// nothing behind this file knows how a request was written. Protobuf is read with OpenTelemetry's own generated definitions.
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import protobuf from 'protobufjs/minimal.js';

const { collector } = root.opentelemetry.proto;
const messages = {
  traces: {
    request: collector.trace.v1.ExportTraceServiceRequest,
    response: collector.trace.v1.ExportTraceServiceResponse,
  },
  logs: {
    request: collector.logs.v1.ExportLogsServiceRequest,
    response: collector.logs.v1.ExportLogsServiceResponse,
  },
  metrics: {
    request: collector.metrics.v1.ExportMetricsServiceRequest,
    response: collector.metrics.v1.ExportMetricsServiceResponse,
  },
};
const idFields = new Set(['traceId', 'spanId', 'parentSpanId']);

/** @typedef {'traces' | 'logs' | 'metrics'} Signal */
/** @typedef {'application/json' | 'application/x-protobuf'} Encoding */

/**
 * Which of the two encodings a Content-Type header names; parameters such as `charset` are ignored.
 * @param {string | undefined} contentType
 * @returns {Encoding | undefined} undefined for everything else, which OTLP answers with 415
 */
export function parseEncoding(contentType) {
  const mediaType = contentType?.split(';')[0].trim().toLowerCase();
  return mediaType === 'application/json' || mediaType === 'application/x-protobuf' ? mediaType : undefined;
}

/**
 * Decodes an export request. Throws with a readable message when the bytes are not a message of that signal.
 * @param {Signal} signal
 * @param {Encoding} encoding
 * @param {Buffer} bytes
 * @returns {Record<string, any>} the request in OTLP's JSON mapping
 */
export function parseExportRequest(signal, encoding, bytes) {
  if (encoding === 'application/json') return parseJsonRequest(bytes);
  const type = messages[signal].request;
  return withHexIds(type.toObject(type.decode(bytes), { longs: String }));
}

/**
 * Encodes the answer to an accepted request: an empty message, or one with `partialSuccess`.
 * @param {Signal} signal
 * @param {Encoding} encoding
 * @param {Record<string, unknown>} body
 * @returns {string | Uint8Array}
 * @see OTLP 1.x, "OTLP/HTTP Response"
 */
export function encodeExportResponse(signal, encoding, body) {
  if (encoding === 'application/json') return JSON.stringify(body);
  const type = messages[signal].response;
  return type.encode(type.fromObject(body)).finish();
}

/**
 * Encodes a failure as google.rpc.Status, in the encoding of the request (JSON where that is unknown).
 * @param {Encoding | undefined} encoding
 * @param {string} message
 * @returns {string | Uint8Array}
 */
export function encodeStatus(encoding, message) {
  const invalidArgument = 3;
  if (encoding !== 'application/x-protobuf') return JSON.stringify({ code: invalidArgument, message });
  // Status is not among the generated definitions: field 1 is the code, field 2 the message.
  return protobuf.Writer.create().uint32(8).int32(invalidArgument).uint32(18).string(message).finish();
}

function parseJsonRequest(bytes) {
  const request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (request === null || typeof request !== 'object' || Array.isArray(request)) {
    throw new Error('an export request is a JSON object');
  }
  return request;
}

function withHexIds(value, field) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString(idFields.has(field) ? 'hex' : 'base64');
  if (Array.isArray(value)) return value.map((item) => withHexIds(item, field));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withHexIds(item, key)]));
}
