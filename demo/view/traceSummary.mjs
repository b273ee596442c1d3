// The head of a trace: what it is, when, how long, who took part.
import { useEffect } from 'preact/hooks';
import { CopyButton } from './copyButton.mjs';
import { errorMark } from './errorMark.mjs';
import { formatClock, formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';
import { PageHeader } from './pageHeader.mjs';
import { ServiceTag } from './serviceTag.mjs';
import { spanLabel } from './spanLabel.mjs';
import { traceExtent } from './traceExtent.mjs';
import { traceRoot } from './traceRoot.mjs';

/**
 * @param {{ trace: any, colors: Map<string, string>, search: string, onSearch(text: string): void }} props `search` is the text
 *   looked for in this trace's spans
 */
export function TraceSummary({ trace, colors, search, onSearch }) {
  const { spans } = trace;
  const name = spanLabel(traceRoot(spans));
  const { startTimeUnixNano, durationMs } = traceExtent(spans);
  const errorCount = spans.filter((span) => span.status.code === 2).length;
  const counts = new Map();
  for (const { service } of spans) counts.set(service, (counts.get(service) ?? 0) + 1);
  useEffect(() => {
    document.title = `${name} · ${formatDuration(durationMs)}`;
  }, [name, durationMs]);

  const find = html`<label class="search search-spans">
    <span class="hidden">Find spans in this trace</span>
    <input type="search" placeholder="Find spans" value=${search} onInput=${(event) => onSearch(event.target.value)} />
    <kbd aria-hidden="true">/</kbd>
  </label>`;
  return html`<${PageHeader} actions=${find}>
      <a class="back" href="#/">Traces</a>
      <h1 title=${name}>${name}</h1>
    <//>
    <div class="trace-facts">
      <span><b>${formatDuration(durationMs)}</b></span>
      <span>${spans.length.toLocaleString()} ${spans.length === 1 ? 'span' : 'spans'}</span>
      ${errorCount > 0 && html`<span class="error-count">${errorMark}${errorCount === 1 ? '1 error' : `${errorCount} errors`}</span>`}
      <span>${formatClock(startTimeUnixNano)}</span>
      <span class="trace-id"><code>${trace.traceId}</code><${CopyButton} text=${trace.traceId} what="trace id" /></span>
      <span class="legend">
        ${[...counts].map(([service, count]) => html`<${ServiceTag} key=${service} service=${service} count=${count} colors=${colors} />`)}
      </span>
    </div>`;
}
