// What an interaction's span says of the input and of the screen, as rows of their own before the requests it made.
const prefix = 'clew.interaction.';

/**
 * Marks in the name of a phase's id the span whose attributes it is made of.
 * @param {string} id of a span or phase
 * @returns {string} the id of the span
 */
export const spanIdOf = (id) => id.split('.', 1)[0];

/**
 * The spans of a trace, each interaction followed by its phases.
 * @param {any[]} spans in order of start
 * @returns {any[]} a phase is a span with `isPhase`, a child of its interaction; `isMoment` is one that has no duration
 */
export function withPhases(spans) {
  return spans.flatMap((span) => [span, ...phasesOf(span)]);
}

/** The way of the input to the first frame after it, by Event Timing; the last change of the document, and its paint. */
function phasesOf(span) {
  const at = (name) => span.attributes[`${prefix}${name}`];
  const [delay, processing, presentation] = [at('input_delay'), at('processing'), at('presentation_delay')];
  const [changedAt, paintedAt] = [at('last_dom_change'), at('last_paint')];
  return [
    delay !== undefined && phase(span, 'input delay', 0, delay),
    processing !== undefined && phase(span, 'processing', delay, processing),
    presentation !== undefined && phase(span, 'presentation', delay + processing, presentation),
    changedAt !== undefined && { ...phase(span, 'DOM update', changedAt, 0), isMoment: true },
    paintedAt > changedAt && phase(span, 'paint', changedAt, paintedAt - changedAt),
  ].filter(Boolean);
}

function phase(span, name, startMs, durationMs) {
  return {
    ...span,
    spanId: `${span.spanId}.${name.replace(' ', '-').toLowerCase()}`,
    parentSpanId: span.spanId,
    name,
    startTimeUnixNano: String(BigInt(span.startTimeUnixNano) + BigInt(Math.round(startMs * 1e6))),
    durationMs,
    status: { code: 0, message: '' },
    attributes: {},
    events: [],
    links: [],
    isPhase: true,
  };
}
