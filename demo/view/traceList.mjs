// The first page: every trace the collector holds, newest first, kept fresh.
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.mjs';
import { Notice, StaleBanner } from './notice.mjs';
import { PageHeader } from './pageHeader.mjs';
import { TraceFilters } from './traceFilters.mjs';
import { TraceRow } from './traceRow.mjs';
import { usePolled } from './usePolled.mjs';

const refreshMs = 2_000;
/** Empty for a collector that runs without the demo's shop. */
const { shopUrl } = document.body.dataset;

/**
 * @param {{ query: URLSearchParams, services: string[], colors: Map<string, string> }} props `query` holds the filters, in the names
 *   of the query API
 */
export function TraceList({ query, services, colors }) {
  const [isLive, setIsLive] = useState(true);
  const nowMs = useNow();
  const filters = query.toString();
  const { data, problem, reload } = usePolled(`/api/traces?limit=200&${filters}`, isLive ? refreshMs : 0);
  useEffect(() => {
    document.title = 'Traces';
  }, []);

  const isRetrying = isLive && Boolean(problem);
  const toggleLive = html`<button
    type="button"
    class=${isRetrying ? 'live retrying' : 'live'}
    aria-pressed=${String(isLive)}
    title=${isLive ? 'Stop refreshing' : 'Refresh every two seconds'}
    onClick=${() => setIsLive(!isLive)}
  ><i aria-hidden="true" />${isRetrying ? 'Retrying' : 'Live'}</button>`;

  return html`<div class="page" onKeyDown=${moveFocus}>
    <${PageHeader} actions=${toggleLive}><h1>Traces</h1><//>
    <${TraceFilters} query=${query} services=${services} />
    ${problem && data && html`<${StaleBanner} isRetrying=${isRetrying} />`}
    <main class="trace-list">
      <${TraceRows} traces=${data?.traces} problem=${problem} isRetrying=${isRetrying} isFiltered=${filters !== ''} reload=${reload}
        colors=${colors} nowMs=${nowMs} />
    </main>
  </div>`;
}

function TraceRows({ traces, problem, isRetrying, isFiltered, reload, colors, nowMs }) {
  if (!traces && problem) {
    return html`<${Notice} title="The collector does not answer" isError>
      <p>It may have been stopped. Start it again with <code>npm start</code>${isRetrying && '; this page keeps trying'}.</p>
      <button type="button" class="button" onClick=${reload}>Try now</button>
    <//>`;
  }
  if (!traces) return html`<p class="hidden" role="status">Loading</p>`;
  if (traces.length === 0 && isFiltered) {
    return html`<${Notice} title="No trace matches">
      <p>Nothing the collector holds fits this search.</p>
      <a class="button" href="#/">Show all traces</a>
    <//>`;
  }
  if (traces.length === 0) {
    return html`<${Notice} title="No traces yet.">
      ${
        shopUrl
          ? html`<p><a href=${shopUrl} target="_blank" rel="noopener">Open the shop</a> and click something.</p>`
          : html`<p>Send OTLP over HTTP to <code>${location.origin}</code>.</p>`
      }
    <//>`;
  }
  const longestMs = Math.max(...traces.map((trace) => trace.durationMs));
  return html`<ul aria-label="Traces, newest first">
    ${traces.map(
      (trace) => html`<${TraceRow} key=${trace.traceId} trace=${trace} colors=${colors}
      longestMs=${longestMs} nowMs=${nowMs} />`,
    )}
  </ul>`;
}

// Up and down walk the rows, and lead from the search field into them; Escape leaves the field.
function moveFocus(event) {
  if (event.key === 'Escape') document.activeElement?.blur();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches('select, input[type=number]')) return;
  const rows = [...event.currentTarget.querySelectorAll('.trace-row')];
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (next) next.focus();
  else if (step < 0) event.currentTarget.querySelector('input[type=search]').focus();
  event.preventDefault();
}

function useNow() {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
