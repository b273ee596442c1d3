// What an origin lets other origins do.

/** A server's CORS headers; whatever is left out is not sent. */
export interface CorsPolicy {
  /** `'*'`, one origin, or `'caller'` for whichever origin asks. */
  readonly allowOrigin: string;
  /** `Access-Control-Allow-Headers`, for example `'traceparent, content-type'`. */
  readonly allowHeaders?: string;
  /** `Access-Control-Allow-Methods`. */
  readonly allowMethods?: string;
  /** `Access-Control-Expose-Headers`. */
  readonly exposeHeaders?: string;
  readonly allowCredentials?: boolean;
  /** `Timing-Allow-Origin`: without it the page sees no phases of the request and no `Server-Timing`. */
  readonly timingAllowOrigin?: string;
}

/** The headers of a policy for a request from `origin`, as name and value. */
export function corsHeaders(policy: CorsPolicy, origin: string | undefined): [string, string][] {
  const headers: Record<string, string | undefined> = {
    'access-control-allow-origin': policy.allowOrigin === 'caller' ? origin : policy.allowOrigin,
    'access-control-allow-headers': policy.allowHeaders,
    'access-control-allow-methods': policy.allowMethods,
    'access-control-expose-headers': policy.exposeHeaders,
    'access-control-allow-credentials': policy.allowCredentials ? 'true' : undefined,
    'timing-allow-origin': policy.timingAllowOrigin,
  };
  return Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
