// Every test262 test that ends differently on a page with Clew, with the reason; docs/conformance.md shows the same list.
// A difference that is not here fails, and so does an entry whose difference is gone.
import type { EngineName } from '../support/engine.ts';
import type { Mode } from './runTest262.ts';

/** One test that Clew changes. */
export interface ExplainedDifference {
  /** Within test262. */
  readonly path: string;
  readonly engines: readonly EngineName[];
  readonly modes: readonly Mode[];
  /** As docs/conformance.md has it, on one line. */
  readonly reason: string;
}

/** See above. */
export const explained: readonly ExplainedDifference[] = [
  {
    path: 'test/built-ins/Promise/resolve/arg-uniq-ctor.js',
    engines: ['webkit'],
    modes: ['at rest', 'traced'],
    reason:
      'passes everywhere; `unhandledrejection` fires, as in Chromium and Firefox. Bare WebKit omits it for a promise ' +
      'resolved with one whose species is broken, until any script replaces `then`',
  },
];
