// The OTLP/HTTP receiver: one POST, one answer in the encoding of the request.
import { allowCrossOrigin, answerPreflight } from './cors.mjs';
import { flattenLogs } from './flattenLogs.mjs';
import { flattenSpans } from './flattenSpans.mjs';
import { encodeExportResponse, encodeStatus, parseEncoding, parseExportRequest } from './otlpEncoding.mjs';
import { HttpError, readBody } from './readBody.mjs';

/** @typedef {import('./otlpEncoding.mjs').Signal} Signal */

/** The signal each OTLP path carries. @type {Record<string, Signal>} */
export const otlpPaths = { '/v1/traces': 'traces', '/v1/logs': 'logs', '/v1/metrics': 'metrics' };

/**
 * Handles a request to an OTLP path. Never rejects: what is wrong with a request is said in its answer.
 * @param {{ store: import('./traceStore.mjs').TraceStore, raw: ReturnType<typeof import('./rawLog.mjs').createRawLog> }} sinks
 * @param {Signal} signal
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function receiveOtlp({ store, raw }, signal, request, response) {
  allowCrossOrigin(request, response);
  if (request.method === 'OPTIONS') return answerPreflight(request, response);

  const encoding = parseEncoding(request.headers['content-type']);
  let status = 200;
  let sizeBytes = 0;
  let body = null;
  let answer;
  try {
    if (request.method !== 'POST') throw new HttpError(405, 'Send OTLP with POST');
    if (!encoding)
      throw new HttpError(415, 'Content-Type must be application/json or application/x-protobuf');
    const read = await readBody(request);
    sizeBytes = read.sizeBytes;
    body = parsed(signal, encoding, read.bytes);
    answer = encodeExportResponse(signal, encoding, accept(store, signal, body));
  } catch (error) {
    status = error instanceof HttpError ? error.status : 400;
    answer = encodeStatus(encoding, error.message);
    request.resume();
  }
  raw.add({
    receivedAtMs: Date.now(),
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    sizeBytes,
    status,
    body,
  });
  if (status === 405) response.setHeader('Allow', 'POST, OPTIONS');
  response.writeHead(status, { 'Content-Type': encoding ?? 'application/json' }).end(answer);
}

function parsed(signal, encoding, bytes) {
  try {
    return parseExportRequest(signal, encoding, bytes);
  } catch (error) {
    throw new HttpError(400, `The body is not an OTLP ${signal} request in ${encoding}: ${error.message}`);
  }
}

function accept(store, signal, body) {
  if (signal === 'traces') {
    const { spans, problems } = flattenSpans(body);
    return envelope('rejectedSpans', problems, store.addSpans(spans), 'spans');
  }
  if (signal === 'logs') {
    const { logs, problems } = flattenLogs(body);
    return envelope('rejectedLogRecords', problems, store.addLogs(logs), 'logs');
  }
  // Metrics are accepted so that an SDK with every signal on runs against this collector; it has no use for them.
  return {};
}

// A full success is an empty message; the specification forbids partialSuccess there.
function envelope(countField, problems, refused, what) {
  if (problems.length === 0 && refused === 0) return {};
  const messages = problems.slice(0, 5);
  if (refused > 0) messages.push(`${refused} ${what} refused: their trace is full`);
  const errorMessage = messages.join('; ');
  return { partialSuccess: { [countField]: String(problems.length + refused), errorMessage } };
}
