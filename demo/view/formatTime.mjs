// Times as people read them.

/**
 * A duration with three significant digits and the unit that fits, from microseconds to minutes.
 * @param {number} durationMs
 * @returns {string} such as `840 µs`, `12.3 ms`, `1.24 s`, `2 min 5 s`
 */
export function formatDuration(durationMs) {
  if (durationMs === 0) return '0 ms';
  if (durationMs < 1) return `${Math.round(durationMs * 1000)} µs`;
  if (durationMs < 999.5) return `${significant(durationMs)} ms`;
  if (durationMs < 59_995) return `${significant(durationMs / 1000)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * A moment as the reader's local clock shows it, to the millisecond.
 * @param {string} unixNano decimal
 */
export function formatClock(unixNano) {
  const date = new Date(Number(BigInt(unixNano) / 1_000_000n));
  const day = date.toDateString() === new Date().toDateString() ? '' : `${date.toLocaleDateString()} `;
  const time = date.toLocaleTimeString([], { hour12: false });
  return `${day}${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/**
 * How long ago a moment was.
 * @param {string} unixNano decimal
 * @param {number} nowMs Unix milliseconds
 * @returns {string} such as `now`, `12 s ago`, `4 min ago`, `2 h ago`, or days
 */
export function formatAge(unixNano, nowMs) {
  const seconds = Math.floor((nowMs - Number(BigInt(unixNano) / 1_000_000n)) / 1000);
  if (seconds < 3) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/**
 * The milliseconds from one moment to another; negative when it lies before.
 * @param {string} fromUnixNano decimal
 * @param {string} toUnixNano decimal
 */
export function elapsedMs(fromUnixNano, toUnixNano) {
  return Number(BigInt(toUnixNano) - BigInt(fromUnixNano)) / 1e6;
}

function significant(number) {
  return String(Number(number.toPrecision(3)));
}
