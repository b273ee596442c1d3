// What the page's Content Security Policy blocked, or would have blocked if it were enforced.
// @see https://www.w3.org/TR/CSP3/#violation-events
import type { Attributes } from '@opentelemetry/api';

/**
 * A violation as the attributes of an `exception` event. The sample of the blocked code is left out: it is the page's.
 * @param redactUrl is applied to every URL.
 */
export function describeViolation(
  event: SecurityPolicyViolationEvent,
  redactUrl: (url: string) => string,
): Attributes {
  const { blockedURI, effectiveDirective, disposition, sourceFile, lineNumber, columnNumber } = event;
  // Not always a URL: 'inline', 'eval', or a scheme such as 'data'.
  const blocked = blockedURI.includes(':') ? redactUrl(blockedURI) : blockedURI;
  return {
    'exception.type': 'SecurityPolicyViolation',
    'exception.message': `${effectiveDirective} ${disposition === 'report' ? 'would have ' : ''}blocked ${blocked}`,
    'clew.csp.directive': effectiveDirective,
    'clew.csp.disposition': disposition,
    ...codePlace(sourceFile, lineNumber, columnNumber, redactUrl),
  };
}

/** Where in a script something happened, with the conventions' names; what is not known is left out. */
export function codePlace(
  file: string | null | undefined,
  line: number,
  column: number,
  redactUrl: (url: string) => string,
): Attributes {
  return {
    'code.file.path': file ? redactUrl(file) : undefined,
    'code.line.number': line || undefined,
    'code.column.number': column || undefined,
  };
}
