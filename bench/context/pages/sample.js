// One sample: every operation, warmed up, and the best of some repetitions, because whatever else the machine does can only
// make a repetition slower.
import { operations } from './operations.js';

const WARM_UPS = 3;
const REPETITIONS = 20;

const settle = () => new Promise((resolve) => setTimeout(resolve, 2));

/**
 * Measures this page.
 * @param {(fn: () => unknown) => unknown} enter Runs each repetition in the state that is measured.
 * @param {boolean} isAlive Whether that state is inside a context.
 * @returns {Promise<Record<string, { ns: number, kept?: boolean }>>} By row: nanoseconds per operation, and whether
 * the context was still there after the last one.
 */
export async function sample(enter, isAlive) {
  const { scope } = globalThis;
  const rows = {};
  for (const [operation, count] of operations) {
    if (operation.name === 'withContext' && !scope) continue;
    for (let i = -WARM_UPS; i < REPETITIONS; i++) {
      const { kept, ...took } = await enter(() => operation(count));
      await settle();
      if (i < 0) continue;
      for (const [name, ms] of Object.entries(took)) {
        const ns = (ms * 1e6) / count;
        rows[name] ??= { ns, kept: isAlive ? kept : undefined };
        rows[name].ns = Math.min(rows[name].ns, ns);
      }
    }
  }
  return rows;
}
