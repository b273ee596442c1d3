// Puts an id on the clipboard and says so.
import { useState } from 'preact/hooks';
import { html } from './html.mjs';

const confirmMs = 1_500;

/**
 * @param {{ text: string, what: string }} props `what` names the thing to screen readers
 */
export function CopyButton({ text, what }) {
  const [outcome, setOutcome] = useState('');
  const copy = async () => {
    // Refused where the view is not on localhost or https; the id stays there to be selected by hand.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setOutcome(isCopied ? 'Copied' : 'Not allowed');
    setTimeout(() => setOutcome(''), confirmMs);
  };
  return html`<button type="button" class="copy" aria-label=${`Copy ${what}`} onClick=${copy}>
    <span aria-live="polite">${outcome || 'Copy'}</span>
  </button>`;
}
