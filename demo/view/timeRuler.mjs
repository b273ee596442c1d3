// The scale above the waterfall.
import { formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';
import { tickTimesMs } from './timeTicks.mjs';

/** A label from here on would leave the scale; it ends at its mark instead of standing across it. */
const lastShare = 0.93;

/**
 * @param {{ durationMs: number }} props of the whole trace
 */
export function TimeRuler({ durationMs }) {
  return html`<div class="ruler" aria-hidden="true">
    <span class="ruler-title">Span</span>
    <div class="ruler-scale">
      ${tickTimesMs(durationMs).map((timeMs) => {
        const share = durationMs > 0 ? timeMs / durationMs : 0;
        return html`<span key=${timeMs} class=${share > lastShare ? 'tick last' : 'tick'} style=${{ left: `${share * 100}%` }}>
          ${formatDuration(timeMs)}
        </span>`;
      })}
    </div>
  </div>`;
}
