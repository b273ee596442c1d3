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
  const stacks = [asText(read(exception, 'stack'))];
  let cause = read(exception, 'cause');
  while (cause !== undefined && cause !== null && stacks.length < MAX_CAUSES) {
    stacks.push(describe(cause));
    cause = read(cause, 'cause');
  }
  const message = asText(read(exception, 'message')) ?? textOf(exception);
  return {
    // One of the two has to be there.
    'exception.type': asText(read(exception, 'name')) ?? (message ? undefined : typeof exception),
    'exception.message': message,
    'exception.stacktrace': asText(stacks.filter(Boolean).join('\nCaused by: ')),
  };
}

/** A cause's stack with its name and message, which stacks have in V8 only. */
function describe(cause: unknown): string {
  const stack = asText(read(cause, 'stack')) ?? '';
  const message = asText(read(cause, 'message')) ?? textOf(cause) ?? '';
  if (stack !== '' && stack.includes(message)) return stack;
  return [[asText(read(cause, 'name')), message].filter(Boolean).join(': '), stack]
    .filter(Boolean)
    .join('\n');
}

/** For what is not an Error: `throw 'text'`, `throw 42`. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'object' || typeof value === 'function' ? undefined : String(value);
}
