// PerformanceObserver where the engine has it, for one entry type, without a console warning where it has not.
import { guard } from './guard.js';

/**
 * Observes one type of performance entry.
 * @param buffered whether entries from before now are delivered too.
 * @param more further members of `PerformanceObserverInit`, such as `durationThreshold` in milliseconds.
 * @returns `undefined` in an engine that lacks the type.
 */
export function observe(
  type: string,
  onEntries: (entries: PerformanceEntryList) => void,
  buffered = false,
  more: object = {},
): PerformanceObserver | undefined {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes(type)) return undefined;
  const report = guard(`${type} observer`, onEntries);
  const observer = new PerformanceObserver((list) => report(list.getEntries()));
  observer.observe({ type, buffered, ...more });
  return observer;
}
