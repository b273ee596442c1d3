// What the collector has received, in memory and bounded: the oldest trace leaves when a new one needs its place.
import { isMatch, summarizeTrace } from './summarizeTrace.mjs';

/** @typedef {import('./flattenSpans.mjs').SpanRecord} SpanRecord */
/** @typedef {import('./flattenLogs.mjs').LogRecord} LogRecord */
/** @typedef {ReturnType<typeof createTraceStore>} TraceStore */

/**
 * Creates an empty store. Spans merge by trace id and replace an earlier one of the same span id, so a retried batch counts once.
 * @param {{ maxTraces?: number, maxSpansPerTrace?: number }} [limits] defaults: 2,000 traces of 20,000 spans and as many logs;
 *   logs outside any trace count as one trace more
 */
export function createTraceStore({ maxTraces = 2_000, maxSpansPerTrace = 20_000 } = {}) {
  /** @type {Map<string, { spans: Map<string, SpanRecord>, logs: LogRecord[], summary?: import('./summarizeTrace.mjs').TraceSummary }>} */
  const traces = new Map();
  /** Logs outside any trace. @type {LogRecord[]} */
  const untraced = [];

  function traceOf(traceId) {
    let trace = traces.get(traceId);
    if (trace) return trace;
    if (traces.size >= maxTraces) traces.delete(traces.keys().next().value);
    trace = { spans: new Map(), logs: [] };
    traces.set(traceId, trace);
    return trace;
  }

  function summaryOf(traceId, trace) {
    trace.summary ??= summarizeTrace(traceId, inOrderOfStart(trace.spans.values()));
    return trace.summary;
  }

  return {
    /**
     * Adds spans. @param {SpanRecord[]} spans @returns {number} how many were refused because their trace is full
     */
    addSpans(spans) {
      let refused = 0;
      for (const span of spans) {
        const trace = traceOf(span.traceId);
        if (trace.spans.size >= maxSpansPerTrace && !trace.spans.has(span.spanId)) {
          refused++;
          continue;
        }
        trace.spans.set(span.spanId, span);
        trace.summary = undefined;
      }
      return refused;
    },

    /**
     * Adds logs, to their traces where they have one. @param {LogRecord[]} logs
     * @returns {number} how many were refused because their trace is full
     */
    addLogs(logs) {
      let refused = 0;
      for (const log of logs) {
        const kept = log.traceId === '' ? untraced : traceOf(log.traceId).logs;
        if (kept.length >= maxSpansPerTrace) refused++;
        else kept.push(log);
      }
      return refused;
    },

    /** The matching traces, newest start first. @param {import('./summarizeTrace.mjs').TraceFilter} [filter] */
    list(filter = {}) {
      const summaries = [];
      for (const [traceId, trace] of traces) {
        if (trace.spans.size === 0) continue;
        const summary = summaryOf(traceId, trace);
        if (isMatch(summary, filter)) summaries.push(summary);
      }
      summaries.sort((a, b) => compareUnixNano(b.startTimeUnixNano, a.startTimeUnixNano));
      return summaries.slice(0, filter.limit ?? 100);
    },

    /** One whole trace, spans in order of start; undefined when it is unknown. @param {string} traceId */
    get(traceId) {
      const trace = traces.get(traceId);
      if (!trace) return undefined;
      return { traceId, spans: inOrderOfStart(trace.spans.values()), logs: inOrderOfTime(trace.logs) };
    },

    /** The logs of one trace, of none (`''`), or without an argument all there are, in order of time. @param {string} [traceId] */
    logs(traceId) {
      const all =
        traceId === undefined ? [...traces.values()].flatMap(({ logs }) => logs) : traces.get(traceId)?.logs;
      return inOrderOfTime([...(all ?? []), ...(traceId ? [] : untraced)]);
    },

    /** Every service seen, by name, with its number of spans. */
    services() {
      const counts = new Map();
      for (const { spans } of traces.values()) {
        for (const { service } of spans.values()) counts.set(service, (counts.get(service) ?? 0) + 1);
      }
      return [...counts]
        .map(([name, spanCount]) => ({ name, spanCount }))
        .sort((a, b) => a.name.localeCompare(b.name));
    },

    /** Forgets everything. */
    clear() {
      traces.clear();
      untraced.length = 0;
    },
  };
}

function inOrderOfStart(spans) {
  return [...spans].sort((a, b) => compareUnixNano(a.startTimeUnixNano, b.startTimeUnixNano));
}

function inOrderOfTime(logs) {
  return [...logs].sort((a, b) => compareUnixNano(a.timeUnixNano, b.timeUnixNano));
}

// Decimal strings may differ in length, so neither text order nor a double will do.
function compareUnixNano(a, b) {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
