// Log records in order of time.
import { formatClock } from './formatTime.mjs';
import { html } from './html.mjs';
import { formatValue, KeyValues } from './keyValues.mjs';
import { logSummary } from './logSummary.mjs';
import { ServiceTag } from './serviceTag.mjs';

/** Severity numbers from here on are errors. @see OpenTelemetry Logs Data Model, SeverityNumber */
const errorSeverity = 17;
const warnSeverity = 13;

/**
 * @param {{ logs: any[], colors: Map<string, string>, isDetailed?: boolean, onChoose(spanId: string): void }} props `isDetailed` shows
 *   attributes instead of a summary of them and the way to the span
 */
export function LogList({ logs, colors, isDetailed = false, onChoose }) {
  return html`<ol class="logs">
    ${logs.map(
      (log) => html`<li class=${level(log)}>
      <time>${formatClock(log.timeUnixNano)}</time>
      <span class="severity">${log.severityText || level(log)}</span>
      <${ServiceTag} service=${log.service} colors=${colors} />
      <span class="log-body">${log.eventName} ${log.body === null ? '' : formatValue(log.body)}${!isDetailed && html` <b>${logSummary(log)}</b>`}</span>
      ${isDetailed && html`<${KeyValues} values=${log.attributes} />`}
      ${!isDetailed && log.spanId && html`<button type="button" class="link" onClick=${() => onChoose(log.spanId)}>Span</button>`}
    </li>`,
    )}
  </ol>`;
}

function level({ severityNumber, severityText }) {
  if (severityNumber >= errorSeverity || /error|fatal/i.test(severityText)) return 'error';
  return severityNumber >= warnSeverity || /warn/i.test(severityText) ? 'warning' : 'info';
}
