// The scale above the waterfall.
import { formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';

const shares = [0, 0.25, 0.5, 0.75, 1];

/**
 * @param {{ durationMs: number }} props of the whole trace
 */
export function TimeRuler({ durationMs }) {
  return html`<div class="ruler" aria-hidden="true">
    <span class="ruler-title">Span</span>
    <div class="ruler-scale">
      ${shares.map(
        (share) => html`<span key=${share} class="tick" style=${{ left: `${share * 100}%` }}>
        ${formatDuration(durationMs * share)}
      </span>`,
      )}
    </div>
  </div>`;
}
