// The moments a span recorded, and the spans it points to.
import { elapsedMs, formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';
import { KeyValues } from './keyValues.mjs';
import { traceHref } from './route.mjs';

/**
 * A span's events with their time since its start.
 * @param {{ span: any }} props
 */
export function EventList({ span }) {
  return html`<ol class="events">
    ${span.events.map(
      (event) => html`<li>
      <p><strong>${event.name}</strong> <time>${offset(span, event)}</time></p>
      <${KeyValues} values=${event.attributes} />
    </li>`,
    )}
  </ol>`;
}

/**
 * A span's links, each leading to the span it names, whichever trace that is in.
 * @param {{ span: any }} props
 */
export function LinkList({ span }) {
  return html`<ul class="events">
    ${span.links.map(
      (link) => html`<li>
      <a href=${traceHref(link.traceId, link.spanId)}>
        ${link.traceId === span.traceId ? 'In this trace' : 'In another trace'}: <code>${link.spanId}</code>
      </a>
      <${KeyValues} values=${link.attributes} />
    </li>`,
    )}
  </ul>`;
}

function offset(span, event) {
  const offsetMs = elapsedMs(span.startTimeUnixNano, event.timeUnixNano);
  return offsetMs < 0 ? `${formatDuration(-offsetMs)} before the start` : `+${formatDuration(offsetMs)}`;
}
