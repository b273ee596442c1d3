// The search bar of the trace list. What is typed lives in the address, so a search can be kept and sent.
import { html } from './html.mjs';
import { replaceRoute } from './route.mjs';

/**
 * @param {{ query: URLSearchParams, services: string[] }} props
 */
export function TraceFilters({ query, services }) {
  const set = (key, value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(key, value);
    else next.delete(key);
    const text = next.toString();
    replaceRoute(text ? `#/?${text}` : '#/');
  };
  const service = query.get('service') ?? '';
  const options = service && !services.includes(service) ? [service, ...services] : services;

  return html`<form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
    <label class="search">
      <span class="hidden">Search by name or trace id</span>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" />
      </svg>
      <input
        type="search"
        placeholder="Search by name or trace id"
        value=${query.get('name') ?? ''}
        onInput=${(event) => set('name', event.target.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
    <label>
      <span class="hidden">Service</span>
      <select value=${service} onChange=${(event) => set('service', event.target.value)}>
        <option value="">All services</option>
        ${options.map((name) => html`<option key=${name} value=${name} selected=${name === service}>${name}</option>`)}
      </select>
    </label>
    <label class="duration">
      <span>Min<span class="hidden"> duration</span></span>
      <input
        type="number"
        min="0"
        step="any"
        inputmode="decimal"
        placeholder="0"
        value=${query.get('minDurationMs') ?? ''}
        onInput=${(event) => set('minDurationMs', event.target.value)}
      />
      <span>ms</span>
    </label>
    <label class="check">
      <input
        type="checkbox"
        checked=${query.get('error') === '1'}
        onChange=${(event) => set('error', event.target.checked ? '1' : '')}
      />
      <span>Errors only</span>
    </label>
  </form>`;
}
