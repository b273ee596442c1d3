// Hono, on Node or elsewhere.
import { serverSpanContext } from './serverSpan.js';
import { joinResponse } from './webResponse.js';

/** What is used of Hono's context. */
export interface HonoContext {
  res: Response;
}

/**
 * Middleware that has responses name their trace. Put it before what answers.
 * @example app.use(joinHono())
 */
export function joinHono(): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    // Before the answer: a middleware that comes next may make another span the active one.
    const span = serverSpanContext();
    await next();
    if (span) context.res = joinResponse(context.res, span);
  };
}
