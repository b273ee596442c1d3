// Which of a trace's spans it is called by, in the list and at the head of its page.

/**
 * The page load, where there is one: above it may be the server's span for the document, which knows less of what happened. Else
 * the earliest span without a parent, or, where the root has not arrived, the earliest whose parent is missing.
 * @template {{ name: string, spanId: string, parentSpanId: string }} Span
 * @param {Span[]} spans at least one, in order of start
 * @returns {Span}
 */
export function traceRoot(spans) {
  const present = new Set(spans.map((span) => span.spanId));
  return (
    spans.find((span) => span.name === 'page load') ??
    spans.find((span) => span.parentSpanId === '') ??
    spans.find((span) => !present.has(span.parentSpanId)) ??
    spans[0]
  );
}
