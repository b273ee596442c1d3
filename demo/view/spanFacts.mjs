// The few facts of a span that are read first: when, how long, of which kind, under which parent.
import { elapsedMs, formatClock, formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';

/** OTLP's SpanKind by number. @see OTLP trace.proto, SpanKind */
const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/**
 * @param {{ span: any, trace: any, onChoose(spanId: string): void }} props
 */
export function SpanFacts({ span, trace, onChoose }) {
  const parent = trace.spans.find((other) => other.spanId === span.parentSpanId);
  const startMs = elapsedMs(trace.spans[0].startTimeUnixNano, span.startTimeUnixNano);
  const skewMs = parent ? elapsedMs(span.startTimeUnixNano, parent.startTimeUnixNano) : 0;
  return html`<dl class="facts">
      <div><dt>Duration</dt><dd>${formatDuration(span.durationMs)}</dd></div>
      <div><dt>Starts at</dt><dd>${formatDuration(startMs)}</dd></div>
      <div><dt>Kind</dt><dd>${kinds[span.kind] ?? span.kind}</dd></div>
      <div><dt>Clock</dt><dd>${formatClock(span.startTimeUnixNano)}</dd></div>
      <div class="wide"><dt>Parent</dt><dd><${Parent} span=${span} parent=${parent} onChoose=${onChoose} /></dd></div>
      ${span.scope.name && html`<div class="wide"><dt>Recorded by</dt><dd>${span.scope.name} ${span.scope.version}</dd></div>`}
    </dl>
    ${skewMs > 0 && html`<p class="note">It starts ${formatDuration(skewMs)} before its parent: the two clocks differ.</p>`}`;
}

function Parent({ span, parent, onChoose }) {
  if (parent) {
    return html`<button type="button" class="link" onClick=${() => onChoose(parent.spanId)}>${parent.name}</button>`;
  }
  return span.parentSpanId
    ? html`has not arrived (<code>${span.parentSpanId}</code>)`
    : 'none: this is the root';
}
