// Plain Node servers, HTTP/1 and HTTP/2.
import { joinNodeResponse, type NodeResponse } from './nodeResponse.js';
import { serverSpanContext } from './serverSpan.js';

/**
 * Wraps a request handler so that its responses name their trace. The handler is called as before, and what it throws
 * or returns is passed on.
 * @example createServer(joinHttp((request, response) => response.end(page)))
 */
export function joinHttp<Request, Response extends NodeResponse, Result>(
  handler: (request: Request, response: Response) => Result,
): (request: Request, response: Response) => Result {
  return function (this: unknown, request, response) {
    joinNodeResponse(response, serverSpanContext());
    return handler.call(this, request, response);
  };
}
