// Which span stands for the request: the HTTP instrumentation's server span, not that of the middleware or the query
// that happens to be active.
import {
  context,
  createContextKey,
  isSpanContextValid,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';

/** Where OpenTelemetry's HTTP instrumentations for Node leave the server span; keys of one name are one. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The context of the request's server span, else of the active span; `undefined` where neither is. Never throws. */
export function serverSpanContext(): SpanContext | undefined {
  try {
    const active = context.active();
    const rpc = active.getValue(RPC_METADATA) as { span?: Span } | undefined;
    const found = (rpc?.span ?? trace.getSpan(active))?.spanContext();
    return found && isSpanContextValid(found) ? found : undefined;
  } catch {
    // Another context manager's or instrumentation's fault: the response goes out without a trace.
    return undefined;
  }
}
