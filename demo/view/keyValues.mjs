// A table of attributes, sorted by key so that the same one is found in the same place.
import { html } from './html.mjs';

/**
 * @param {{ values: Record<string, unknown> }} props
 */
export function KeyValues({ values }) {
  const entries = Object.entries(values).sort(([a], [b]) => a.localeCompare(b));
  return html`<dl class="key-values">
    ${entries.map(([key, value]) => html`<div key=${key}><dt>${breakable(key)}</dt><dd class=${typeof value}>${formatValue(value)}</dd></div>`)}
  </dl>`;
}

// A long name breaks between its parts and not inside a word.
function breakable(key) {
  return key.split(/(?<=[._])/).flatMap((part, index) => (index === 0 ? [part] : [html`<wbr />`, part]));
}

/**
 * An attribute's value as text: strings as they are, everything else as JSON.
 * @param {unknown} value
 */
export function formatValue(value) {
  return typeof value === 'string' ? value || '(empty)' : JSON.stringify(value);
}
