// The mark that instrumentations put on a context in which nothing is to be traced.
import { type Context, createContextKey } from '@opentelemetry/api';

/** The key of `@opentelemetry/core`: keys are registered by their text, so all packages see the same mark. */
const SUPPRESS_TRACING: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** True where `suppressTracing()` of `@opentelemetry/core` applies. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}
