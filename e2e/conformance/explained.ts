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
  /** The sentence that docs/conformance.md gives. */
  readonly reason: string;
}

/** See above; empty as long as Clew changes nothing that test262 asks for. */
export const explained: readonly ExplainedDifference[] = [];
