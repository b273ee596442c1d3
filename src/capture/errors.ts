// What broke: errors that nothing caught, rejections that nothing handled, elements that did not load, and what the
// page's security policy blocked. Clew listens and leaves the event as it is: what the page and the console do with it
// is not changed. Which trace an error belongs to is known or left open; see docs/errors.md.
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { blamedContext, takeThrown } from '../context/blame.js';
import { exceptionAttributes } from '../trace/exception.js';
import { codePlace, describeViolation } from './cspViolations.js';
import { EARLY, type EarlyPage } from './earlyRecords.js';
import { createErrorReports } from './errorReports.js';
import { describeResourceError } from './resourceErrors.js';
import type { Source, SourceDeps } from './source.js';

function captureErrors(deps: SourceDeps): Stop {
  const { report, stop } = createErrorReports(deps);
  const { active, redactUrl } = deps;

  function onError(event: Event): void {
    // An event that script made is that script's way of telling somebody something.
    if (!event.isTrusted) return;
    if (event.target !== window) {
      const described = describeResourceError(event.target, redactUrl);
      if (described) report('resource', described, active());
      return;
    }
    const thrownFrom = takeThrown();
    if (!(event instanceof ErrorEvent)) return;
    const { error, message, filename, lineno, colno } = event;
    // A script of another origin tells nothing but "Script error."; some errors of the browser's own have no object.
    const hasError = error !== null && error !== undefined;
    const described = hasError ? exceptionAttributes(error) : { 'exception.message': message || 'Error' };
    const hasPlace = described['exception.stacktrace'] === undefined;
    const place = hasPlace ? codePlace(filename, lineno, colno, redactUrl) : {};
    report('uncaught', { ...described, ...place }, thrownFrom ?? active(), event.timeStamp);
  }

  function onRejection(event: PromiseRejectionEvent): void {
    report(
      'rejection',
      exceptionAttributes(event.reason),
      blamedContext(event) ?? ROOT_CONTEXT,
      event.timeStamp,
    );
  }

  function onViolation(event: SecurityPolicyViolationEvent): void {
    report('csp', describeViolation(event, redactUrl), active());
  }

  for (const { event } of (globalThis as EarlyPage)[EARLY]?.events ?? []) {
    attempt('early error', () => {
      if (event.type === 'error') onError(event);
      else if (event.type === 'unhandledrejection') onRejection(event as PromiseRejectionEvent);
    });
  }
  const capture = { capture: true };
  return stopAll([
    stop,
    listen(window, 'error', onError, capture),
    listen(window, 'unhandledrejection', onRejection, capture),
    listen(window, 'securitypolicyviolation', onViolation, capture),
  ]);
}

/** Uncaught errors, unhandled rejections, resources that did not load, violations of the security policy. */
export const errors: Source = { name: 'errors', start: captureErrors };
