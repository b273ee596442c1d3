// The trace view: picks the page for the address, and holds the keys that work everywhere.
import { render } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { html } from './html.mjs';
import { useRoute } from './route.mjs';
import { assignServiceColors } from './serviceColors.mjs';
import { TraceList } from './traceList.mjs';
import { TracePage } from './tracePage.mjs';
import { usePolled } from './usePolled.mjs';

function App() {
  const route = useRoute();
  const known = usePolled('/api/services', 5_000).data?.services;
  const services = known?.map((service) => service.name) ?? [];
  const namesKey = services.join('\n');
  const colors = useMemo(() => assignServiceColors(services), [namesKey]);

  useEffect(() => {
    addEventListener('keydown', focusSearch);
    return () => removeEventListener('keydown', focusSearch);
  }, []);

  if (route.page === 'trace') {
    const { traceId, spanId } = route;
    return html`<${TracePage} key=${traceId} traceId=${traceId} spanId=${spanId} colors=${colors} />`;
  }
  return html`<${TraceList} query=${route.query} services=${services} colors=${colors} />`;
}

function focusSearch(event) {
  const isTyping = event.target.closest?.('input, select, textarea');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector('input[type=search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

render(html`<${App} />`, document.getElementById('app'));
