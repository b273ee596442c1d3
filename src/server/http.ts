// Plain Node servers, HTTP/1 and HTTP/2.
import { joinNodeResponse, type NodeResponse } from './nodeResponse.js';
import { serverSpanContext } from './serverSpan.js';

/**
 * Wraps a request handler so that its responses name their trace. The handler is called as before, and what it throws
 * or returns is passed on.
 * @example createServer(joinHttp((request, response) => response.end(page)))
 */
// biome-ignore lint/suspicious/noExplicitAny: whatever the server calls it with, so that a handler needs no types of its own.
export function joinHttp<Handler extends (request: any, response: any) => unknown>(
  handler: Handler,
): Handler {
  return function (this: unknown, request: unknown, response: NodeResponse) {
    joinNodeResponse(response, serverSpanContext());
    return handler.call(this, request, response);
  } as Handler;
}
