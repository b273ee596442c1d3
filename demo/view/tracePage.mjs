// One trace: its summary, the waterfall, and beside it the details of the chosen span.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.mjs';
import { spanIdOf, withPhases } from './interactionPhases.mjs';
import { LogList } from './logList.mjs';
import { Notice, StaleBanner } from './notice.mjs';
import { PageHeader } from './pageHeader.mjs';
import { replaceRoute, traceHref } from './route.mjs';
import { SpanDetail } from './spanDetail.mjs';
import { TraceSummary } from './traceSummary.mjs';
import { usePolled } from './usePolled.mjs';
import { Waterfall } from './waterfall.mjs';

/** Spans may still be on their way when a trace is opened right after the click; later it hardly changes. */
const freshMs = 2_000;
const settledMs = 10_000;
const settleAfterMs = 30_000;

/**
 * @param {{ traceId: string, spanId: string, colors: Map<string, string> }} props `spanId` is the chosen span, or ''
 */
export function TracePage({ traceId, spanId, colors }) {
  const [intervalMs, setIntervalMs] = useState(freshMs);
  const [search, setSearch] = useState('');
  const { data: trace, problem, reload } = usePolled(`/api/traces/${traceId}`, intervalMs);
  const page = useRef(null);
  const rows = useMemo(() => withPhases(trace?.spans ?? []), [trace]);
  useEffect(() => {
    const timer = setTimeout(() => setIntervalMs(settledMs), settleAfterMs);
    return () => clearTimeout(timer);
  }, []);

  const choose = (id) => replaceRoute(traceHref(traceId, id));
  const close = () => {
    choose('');
    page.current?.querySelector('[role=tree]')?.focus();
  };
  useEffect(() => {
    const onKey = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (event.target.matches?.('input')) event.target.blur();
      else if (spanId) close();
      else location.hash = '#/';
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [spanId]);

  if (!trace?.spans.length) {
    return html`<div class="page">
      <${PageHeader}><a class="back" href="#/">Traces</a><h1 title=${traceId}><code>${traceId}</code></h1><//>
      <main><${Absent} traceId=${traceId} problem=${problem} hasTrace=${Boolean(trace)} reload=${reload} /></main>
    </div>`;
  }
  const chosen = trace.spans.find((span) => span.spanId === spanIdOf(spanId));
  return html`<div class="page page-fixed" ref=${page}>
    <${TraceSummary} trace=${trace} colors=${colors} search=${search} onSearch=${setSearch} />
    ${problem && html`<${StaleBanner} isRetrying />`}
    <main class=${chosen ? 'trace-body has-detail' : 'trace-body'}>
      <div class="trace-pane">
        <${Waterfall} spans=${rows} colors=${colors} chosenId=${spanId} search=${search} onChoose=${choose} />
        ${trace.logs.length > 0 && html`<${LogDock} logs=${trace.logs} colors=${colors} onChoose=${choose} />`}
      </div>
      ${
        chosen &&
        html`<${SpanDetail} key=${chosen.spanId} span=${chosen} trace=${trace} colors=${colors} onChoose=${choose}
        onClose=${close} />`
      }
    </main>
  </div>`;
}

function LogDock({ logs, colors, onChoose }) {
  // Where there is little room it belongs to the spans. Asked once: what the reader opens stays open.
  const [isOpen] = useState(() => !matchMedia('(max-width: 640px), (max-height: 480px)').matches);
  return html`<details class="log-dock" open=${isOpen}>
    <summary>Logs <span class="count">${logs.length}</span></summary>
    <${LogList} logs=${logs} colors=${colors} onChoose=${onChoose} />
  </details>`;
}

function Absent({ traceId, problem, hasTrace, reload }) {
  if (problem === 'unreachable') {
    return html`<${Notice} title="The collector does not answer" isError>
      <p>It may have been stopped. Start it again with <code>npm start</code>; this page keeps trying.</p>
      <button type="button" class="button" onClick=${reload}>Try now</button>
    <//>`;
  }
  if (problem !== 'missing' && !hasTrace) return html`<p class="hidden" role="status">Loading</p>`;
  return html`<${Notice} title="Trace not found">
    <p>The collector has no spans of <code>${traceId}</code>. They may still be on their way, or have made room for newer
      traces; this page keeps looking.</p>
    <a class="button" href="#/">Show all traces</a>
  <//>`;
}
