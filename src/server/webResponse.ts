// The Web's `Response`, which most newer frameworks answer with.
import type { SpanContext } from '@opentelemetry/api';
import { serverSpanContext } from './serverSpan.js';
import { appendTrace, isShared, SERVER_TIMING } from './serverTiming.js';

/**
 * Has `response` name the trace of the active server span, or of `span`. Never throws.
 * @returns `response` itself, or a copy with its body where its headers cannot be changed (that of a `fetch`).
 * @example export const GET = async () => joinResponse(new Response(page, { headers }))
 */
export function joinResponse(
  response: Response,
  span: SpanContext | undefined = serverSpanContext(),
): Response {
  try {
    const { headers } = response;
    if (!span || isShared((name) => headers.get(name))) return response;
    const value = appendTrace(headers.get(SERVER_TIMING) ?? '', span);
    try {
      headers.set(SERVER_TIMING, value);
      return response;
    } catch {
      // Immutable headers. A response without a proper status (Response.error()) cannot be copied and stays as it is.
      const copy = new Response(response.body, response);
      copy.headers.set(SERVER_TIMING, value);
      return copy;
    }
  } catch {
    // No Response at all, or one that was read already: its own error comes from whoever sends it.
    return response;
  }
}
