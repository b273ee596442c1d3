// One trace in the list: what it was, who took part, how long it took.
import { errorMark } from './errorMark.mjs';
import { formatAge, formatClock, formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';
import { traceHref } from './route.mjs';
import { ServiceTag } from './serviceTag.mjs';

/**
 * @param {{ trace: any, colors: Map<string, string>, longestMs: number, nowMs: number }} props `longestMs` is the longest trace on
 *   show: its bar fills the column
 */
export function TraceRow({ trace, colors, longestMs, nowMs }) {
  const share = longestMs > 0 ? trace.durationMs / longestMs : 0;
  const others = trace.services.filter((service) => service !== trace.rootService);
  const errors = trace.errorCount === 1 ? '1 error' : `${trace.errorCount} errors`;
  return html`<li>
    <a class="trace-row" href=${traceHref(trace.traceId)}>
      <span class="trace-name">
        <strong>${trace.rootName}</strong>
        ${trace.errorCount > 0 && html`<span class="error-count">${errorMark}${errors}</span>`}
      </span>
      <span class="trace-services">
        <${ServiceTag} service=${trace.rootService} colors=${colors} />
        ${
          others.length > 0 &&
          html`<span class="others" title=${others.join(', ')}>
          ${others.map((service) => html`<i class="service-dot" style=${{ '--service': colors.get(service) }} />`)}
          <span class="hidden">with ${others.join(', ')}</span>
        </span>`
        }
      </span>
      <span class="trace-spans">${trace.spanCount.toLocaleString()} ${trace.spanCount === 1 ? 'span' : 'spans'}</span>
      <span class="trace-duration" style=${{ '--service': colors.get(trace.rootService) }}>
        <i style=${{ width: `${Math.max(share * 100, 1.5)}%` }} aria-hidden="true" />
        <span>${formatDuration(trace.durationMs)}</span>
      </span>
      <time class="trace-age" title=${formatClock(trace.startTimeUnixNano)}>
        ${formatAge(trace.startTimeUnixNano, nowMs)}
      </time>
    </a>
  </li>`;
}
