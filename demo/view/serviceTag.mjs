// A service's name beside its colour; the name is always there, so colour is never the only sign.
import { html } from './html.mjs';

/**
 * @param {{ service: string, colors: Map<string, string>, count?: number }} props `count` is its number of spans
 */
export function ServiceTag({ service, colors, count }) {
  return html`<span class="service-tag" style=${{ '--service': colors.get(service) }}>
    <i class="service-dot" aria-hidden="true" />${service}
    ${count !== undefined && html`<span class="count">${count}</span>`}
  </span>`;
}
