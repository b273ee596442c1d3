// The sign for a failure: a shape as well as a colour.
import { html } from './html.mjs';

/** A small filled circle with an exclamation mark; say what failed beside it, it has no text of its own. */
export const errorMark = html`<svg class="error-mark" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
  <circle cx="7" cy="7" r="6.5" /><path d="M7 3.5v4.2M7 10v.4" />
</svg>`;
