// Everything known about one span.
import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from './copyButton.mjs';
import { errorMark } from './errorMark.mjs';
import { html } from './html.mjs';
import { KeyValues } from './keyValues.mjs';
import { LogList } from './logList.mjs';
import { ServiceTag } from './serviceTag.mjs';
import { EventList, LinkList } from './spanEvents.mjs';
import { SpanFacts } from './spanFacts.mjs';
import { spanLabel } from './spanLabel.mjs';

/**
 * @param {{ span: any, trace: any, colors: Map<string, string>, onChoose(spanId: string): void, onClose(): void }} props
 */
export function SpanDetail({ span, trace, colors, onChoose, onClose }) {
  const panel = useRef(null);
  useEffect(() => {
    // On a phone the panel covers the tree, so focus goes with it; beside the tree the arrow keys should go on working there.
    if (matchMedia('(max-width: 640px)').matches) panel.current.focus();
  }, []);
  const logs = trace.logs.filter((log) => log.spanId === span.spanId);
  return html`<aside class="detail" aria-label="Span details" tabindex="-1" ref=${panel}
    style=${{ '--service': colors.get(span.service) }}>
    <header>
      <div>
        <${ServiceTag} service=${span.service} colors=${colors} />
        <h2>${spanLabel(span)}</h2>
      </div>
      <button type="button" class="icon-button" aria-label="Close details" title="Close (Esc)" onClick=${onClose}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path class="close-mark" d="m4 4 8 8M12 4l-8 8" /></svg>
      </button>
    </header>
    ${span.status.code === 2 && html`<p class="failure">${errorMark}<span>${span.status.message || 'Failed'}</span></p>`}
    <${SpanFacts} span=${span} trace=${trace} onChoose=${onChoose} />
    <${Section} title="Attributes" count=${Object.keys(span.attributes).length} isOpen>
      <${KeyValues} values=${span.attributes} />
      ${span.droppedAttributesCount > 0 && html`<p class="note">${span.droppedAttributesCount} more were dropped by the sender.</p>`}
    <//>
    <${Section} title="Events" count=${span.events.length} isOpen><${EventList} span=${span} /><//>
    <${Section} title="Links" count=${span.links.length} isOpen><${LinkList} span=${span} /><//>
    <${Section} title="Logs" count=${logs.length} isOpen>
      <${LogList} logs=${logs} colors=${colors} isDetailed onChoose=${onChoose} />
    <//>
    <${Section} title="Resource" count=${Object.keys(span.resource).length}><${KeyValues} values=${span.resource} /><//>
    <p class="detail-id">Span <code>${span.spanId}</code><${CopyButton} text=${span.spanId} what="span id" /></p>
  </aside>`;
}

function Section({ title, count, isOpen = false, children }) {
  if (count === 0) return null;
  return html`<details class="section" open=${isOpen}>
    <summary>${title} <span class="count">${count}</span></summary>
    ${children}
  </details>`;
}
