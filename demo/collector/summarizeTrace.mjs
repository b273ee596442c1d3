// One line of the trace list: what a trace is called, how long it took, whether it failed.
import { spanLabel } from '../view/spanLabel.mjs';
import { traceRoot } from '../view/traceRoot.mjs';

/**
 * @typedef {object} TraceSummary
 * @property {string} traceId
 * @property {string} rootName as people read it, see spanLabel
 * @property {string} rootService
 * @property {string} startTimeUnixNano decimal; the earliest start of any span
 * @property {number} durationMs from the earliest start to the latest end
 * @property {number} spanCount
 * @property {number} errorCount spans whose status is Error
 * @property {string[]} services in order of first appearance
 */

/**
 * Sums up a trace.
 * @param {string} traceId
 * @param {import('./flattenSpans.mjs').SpanRecord[]} spans at least one, in order of start
 * @returns {TraceSummary}
 */
export function summarizeTrace(traceId, spans) {
  const root = traceRoot(spans);
  const start = BigInt(spans[0].startTimeUnixNano);
  const end = spans.reduce((latest, span) => {
    const spanEnd = BigInt(span.endTimeUnixNano);
    return spanEnd > latest ? spanEnd : latest;
  }, start);
  return {
    traceId,
    rootName: spanLabel(root),
    rootService: root.service,
    startTimeUnixNano: spans[0].startTimeUnixNano,
    durationMs: Number(end - start) / 1e6,
    spanCount: spans.length,
    errorCount: spans.filter((span) => span.status.code === 2).length,
    services: [...new Set(spans.map((span) => span.service))],
  };
}

/**
 * @typedef {object} TraceFilter
 * @property {string} [service] exact name of a service that took part
 * @property {string} [name] part of the root's name, or the start of the trace id; case does not matter
 * @property {number} [minDurationMs]
 * @property {number} [maxDurationMs]
 * @property {boolean} [hasError]
 * @property {number} [limit] most traces to return; default 100
 */

/**
 * Whether a trace passes every filter that is set.
 * @param {TraceSummary} summary
 * @param {TraceFilter} filter
 * @returns {boolean}
 */
export function isMatch(summary, { service, name, minDurationMs, maxDurationMs, hasError }) {
  if (service && !summary.services.includes(service)) return false;
  if (name) {
    const text = name.toLowerCase();
    if (!summary.rootName.toLowerCase().includes(text) && !summary.traceId.startsWith(text)) return false;
  }
  if (minDurationMs !== undefined && summary.durationMs < minDurationMs) return false;
  if (maxDurationMs !== undefined && summary.durationMs > maxDurationMs) return false;
  return !hasError || summary.errorCount > 0;
}
