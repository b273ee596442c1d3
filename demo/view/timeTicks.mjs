// Where a time scale has its marks: at round times, which are read at a glance and compared across traces.

/** As many as a narrow window has room for, the one at 0 included. */
const maxTicks = 6;

/**
 * The distance between two marks: the smallest of 1, 2 or 5 × 10ⁿ ms that leaves a duration at most six marks.
 * @param {number} durationMs of the whole scale, greater than 0
 * @returns {number} milliseconds
 */
export function tickStepMs(durationMs) {
  const powerMs = 10 ** Math.floor(Math.log10(durationMs / maxTicks));
  return powerMs * ([1, 2, 5].find((factor) => durationMs / (powerMs * factor) < maxTicks) ?? 10);
}

/**
 * The marks of a scale, from 0 on. The last one is at the end only if that is a round time.
 * @param {number} durationMs 0 has one mark
 * @returns {number[]} milliseconds
 */
export function tickTimesMs(durationMs) {
  if (durationMs <= 0) return [0];
  const stepMs = tickStepMs(durationMs);
  // A hair of tolerance: ten times 0.1 is a little less than 1.
  const count = Math.floor(durationMs / stepMs + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * stepMs);
}
