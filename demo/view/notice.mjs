// What the view says when it has nothing to show.
import { html } from './html.mjs';

/**
 * A centred message with an optional way on.
 * @param {{ title: string, children?: any, isError?: boolean }} props
 */
export function Notice({ title, children, isError = false }) {
  return html`<div class=${isError ? 'notice notice-error' : 'notice'} role=${isError ? 'alert' : 'status'}>
    <svg class="notice-art" viewBox="0 0 96 48" width="96" height="48" aria-hidden="true">
      <rect x="4" y="6" width="88" height="8" rx="4" />
      <rect x="20" y="20" width="52" height="8" rx="4" />
      <rect x="40" y="34" width="28" height="8" rx="4" />
    </svg>
    <h2>${title}</h2>
    ${children}
  </div>`;
}

/** A thin line across the page while the collector does not answer but older data is still on show. @param {{ isRetrying: boolean }} props */
export function StaleBanner({ isRetrying }) {
  return html`<p class="stale" role="alert">
    The collector does not answer. Showing what was received before${isRetrying && '; trying again'}.
  </p>`;
}
