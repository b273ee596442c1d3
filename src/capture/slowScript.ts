// What the source of long frames tells others of the script that kept an input waiting. Where it is off nobody knows, and
// nobody else pays for finding it out.
import type { Attributes } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';

/**
 * Describes the script that ran longest, of those that ran after `fromMs` and began before `toMs`.
 * @param prefix goes before the attributes' names.
 */
type Describe = (fromMs: number, toMs: number, prefix: string) => Attributes | undefined;

/** Answers for the time between two moments, in milliseconds on the `performance.now()` timeline. */
export let slowScript: Describe = () => undefined;

/** Has `describe` answer, until it is stopped. */
export function answerSlowScript(describe: Describe): Stop {
  slowScript = describe;
  return () => {
    slowScript = () => undefined;
  };
}
