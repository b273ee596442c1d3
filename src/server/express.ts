// Express, Connect and whatever else takes `(request, response, next)`.
import { joinNodeResponse, type NodeResponse } from './nodeResponse.js';
import { serverSpanContext } from './serverSpan.js';

/**
 * Middleware that has responses name their trace. Put it before what answers.
 * @example app.use(joinExpress())
 */
export function joinExpress(): (request: unknown, response: NodeResponse, next: () => void) => void {
  return (_request, response, next) => {
    joinNodeResponse(response, serverSpanContext());
    next();
  };
}
