// One trace as text for the terminal: a line a span with service, name, duration and a bar on a common time line.
import { spanLabel } from './view/spanLabel.mjs';

/** @typedef {import('./collector/flattenSpans.mjs').SpanRecord} SpanRecord */

const barWidth = 28;
const maxNameWidth = 56;
/** ANSI foreground colours that are readable on dark and light terminals, given to services in order of appearance. */
const colours = [35, 36, 33, 32, 34, 31, 95, 96];

/**
 * Renders a trace as an indented tree, children in order of start. A span whose parent is not there is a root with a mark.
 * @param {{ traceId: string, spans: SpanRecord[] }} trace as the collector's GET /api/traces/:id has it
 * @param {{ colour?: boolean }} [options] `colour` (default false) paints services with ANSI codes
 * @returns {string} lines without a final newline
 */
export function renderTraceTree({ traceId, spans }, { colour = false } = {}) {
  if (spans.length === 0) return `Trace ${traceId} has no spans.`;
  const times = timeLine(spans);
  const rows = treeRows(spans);
  const services = [...new Set(rows.map(({ span }) => span.service))];
  const serviceWidth = Math.max(...services.map((name) => name.length));
  const nameWidth = Math.min(maxNameWidth, Math.max(...rows.map(({ label }) => label.length)));
  const durations = rows.map(({ span }) => formatMs(span.durationMs));
  const durationWidth = Math.max(...durations.map((text) => text.length));
  const paint = (text, service) =>
    colour ? `\u001b[${colours[services.indexOf(service) % colours.length]}m${text}\u001b[0m` : text;

  const lines = rows.map(({ span, label }, index) => {
    const service = paint(span.service.padEnd(serviceWidth), span.service);
    const name = fit(label, nameWidth);
    const duration = durations[index].padStart(durationWidth);
    const error = span.status.code === 2 ? '  error' : '';
    return `${service}  ${name}  ${duration}  ${paint(bar(span, times), span.service)}${error}`.trimEnd();
  });
  const total = formatMs(times.totalMs);
  return [`Trace ${traceId}: ${spans.length} spans, ${services.length} services, ${total}`, ...lines].join(
    '\n',
  );
}

/** Depth first, each span with its name behind the branches that lead to it. */
function treeRows(spans) {
  const ids = new Set(spans.map((span) => span.spanId));
  const byStart = [...spans].sort((a, b) => byValue(startOf(a), startOf(b)));
  const rows = [];
  function visit(span, ownBranch, childBranch) {
    const isOrphan = span.parentSpanId !== '' && !ids.has(span.parentSpanId);
    rows.push({ span, label: `${ownBranch}${spanLabel(span)}${isOrphan ? ' (parent missing)' : ''}` });
    const children = byStart.filter((child) => child.parentSpanId === span.spanId);
    children.forEach((child, index) => {
      const isLast = index === children.length - 1;
      visit(child, childBranch + (isLast ? '└─ ' : '├─ '), childBranch + (isLast ? '   ' : '│  '));
    });
  }
  for (const span of byStart) if (!ids.has(span.parentSpanId)) visit(span, '', '');
  return rows;
}

/** Start and length of the whole trace; the start as a BigInt because nanoseconds since 1970 do not fit a number. */
function timeLine(spans) {
  const [startNano] = spans.map(startOf).sort(byValue);
  const totalMs = Math.max(...spans.map((span) => offsetMs(span, startNano) + span.durationMs));
  return { startNano, totalMs };
}

function bar(span, { startNano, totalMs }) {
  const scale = totalMs > 0 ? barWidth / totalMs : 0;
  const start = Math.min(barWidth - 1, Math.floor(offsetMs(span, startNano) * scale));
  const length = Math.max(1, Math.min(barWidth - start, Math.round(span.durationMs * scale)));
  return ' '.repeat(start) + '█'.repeat(length);
}

function startOf(span) {
  return BigInt(span.startTimeUnixNano);
}

/** Ascending, for BigInts, whose difference no sort accepts. */
function byValue(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function offsetMs(span, startNano) {
  return Number(startOf(span) - startNano) / 1e6;
}

function formatMs(ms) {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s ` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** Exactly `width` characters: padded, or cut with an ellipsis. */
function fit(text, width) {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
