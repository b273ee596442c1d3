// What is recorded of something that was thrown, which can be anything and need not want to be read.
// @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
import type { Attributes } from '@opentelemetry/api';

/** Causes of causes are followed this far. */
const MAX_CAUSES = 5;

/** Reads a text member; `undefined` if it is none or reading it throws. */
function read(from: unknown, name: string): unknown {
  try {
    return (from as Record<string, unknown>)[name];
  } catch {
    // null, undefined, or a getter that throws.
    return undefined;
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

/**
 * `exception.type`, `exception.message` and, with those of its causes, `exception.stacktrace`. Never throws.
 * The type is the error's name; `code`, which OpenTelemetry's own SDK prefers, is a bare number in a DOMException.
 */
export function exceptionAttributes(exception: unknown): Attributes {
  const stacks: string[] = [];
  let cause = exception;
  for (let depth = 0; depth < MAX_CAUSES && typeof cause === 'object' && cause; depth++) {
    const stack = asText(read(cause, 'stack'));
    if (stack) stacks.push(stack);
    cause = read(cause, 'cause');
  }
  const message = asText(read(exception, 'message')) ?? textOf(exception);
  return {
    // One of the two has to be there.
    'exception.type': asText(read(exception, 'name')) ?? (message ? undefined : typeof exception),
    'exception.message': message,
    'exception.stacktrace': asText(stacks.join('\nCaused by: ')),
  };
}

/** For what is not an Error: `throw 'text'`, `throw 42`. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'object' || typeof value === 'function' ? undefined : String(value);
}
