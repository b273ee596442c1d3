// One span of the waterfall: its place in the tree on the left, its bar on the time scale on the right.
import { errorMark } from './errorMark.mjs';
import { elapsedMs, formatDuration } from './formatTime.mjs';
import { html } from './html.mjs';
import { spanLabel } from './spanLabel.mjs';

/** The element id of a span's row. @param {string} spanId */
export const rowId = (spanId) => `span-${spanId}`;

/**
 * @param {{ node: import('./spanTree.mjs').SpanNode, topPx: number, extent: { startTimeUnixNano: string, durationMs: number },
 *   color: string | undefined, isActive: boolean, isChosen: boolean, isCollapsed: boolean, isDimmed: boolean,
 *   onChoose(): void, onToggle(): void }} props
 */
export function WaterfallRow(props) {
  const { node, topPx, extent, color, isActive, isChosen, isCollapsed, isDimmed, onChoose, onToggle } = props;
  const { span } = node;
  const isError = span.status.code === 2;
  const startMs = elapsedMs(extent.startTimeUnixNano, span.startTimeUnixNano);
  const label = [
    spanLabel(span),
    span.service,
    span.isMoment
      ? `at ${formatDuration(startMs)}`
      : `lasts ${formatDuration(span.durationMs)}, starts at ${formatDuration(startMs)}`,
    isError && 'failed',
    node.isOrphan && 'its parent has not arrived',
  ];
  const names = [
    'row',
    isActive && 'active',
    isChosen && 'chosen',
    isDimmed && 'dimmed',
    isError && 'failed',
    span.isPhase && 'phase',
    span.isMoment && 'moment',
  ];

  return html`<div
    id=${rowId(span.spanId)}
    class=${names.filter(Boolean).join(' ')}
    role="treeitem"
    aria-level=${node.depth + 1}
    aria-posinset=${node.position}
    aria-setsize=${node.siblingCount}
    aria-expanded=${node.children.length > 0 ? String(!isCollapsed) : undefined}
    aria-selected=${String(isChosen)}
    aria-label=${label.filter(Boolean).join(', ')}
    style=${{ transform: `translateY(${topPx}px)`, '--service': color, '--depth': Math.min(node.depth, 24) }}
    onClick=${onChoose}
  >
    <div class="row-name">
      <${Twisty} node=${node} isCollapsed=${isCollapsed} onToggle=${onToggle} />
      <i class="service-dot" />
      <span class="span-name" title=${spanLabel(span)}>${spanLabel(span)}</span>
      ${isError && errorMark}
      ${node.isOrphan && html`<span class="badge" title="The parent of this span has not arrived">no parent</span>`}
      ${span.links.length > 0 && html`<span class="badge" title="Linked to other spans">${linkCount(span)}</span>`}
      ${!span.isPhase && html`<span class="span-service">${span.service}</span>`}
    </div>
    <${Bar} span=${span} startMs=${startMs} totalMs=${extent.durationMs || 1} />
  </div>`;
}

function Twisty({ node, isCollapsed, onToggle }) {
  if (node.children.length === 0) return html`<span class="twisty" />`;
  const toggle = (event) => {
    event.stopPropagation();
    onToggle();
  };
  // Not a tab stop: the arrow keys fold, and a screen reader hears aria-expanded of the row.
  return html`<span class=${isCollapsed ? 'twisty folded' : 'twisty open'} aria-hidden="true" onClick=${toggle}>
    <svg viewBox="0 0 10 10" width="10" height="10"><path d="m3 1.5 4 3.5-4 3.5" /></svg>
    ${isCollapsed && html`<span class="folded-count">${node.descendantCount}</span>`}
  </span>`;
}

function Bar({ span, startMs, totalMs }) {
  const left = (startMs / totalMs) * 100;
  const width = (span.durationMs / totalMs) * 100;
  // The duration stands after the bar, before it where the bar ends too far right, and inside one that fills the scale.
  const side = left + width <= 85 ? 'after' : left >= 15 ? 'before' : 'inside';
  return html`<div class="row-time">
    <div class="bar" style=${{ left: `${left}%`, width: `${width}%` }}>
      ${span.events.map((event) => html`<i class="event" title=${event.name} style=${{ left: `${eventShare(span, event) * 100}%` }} />`)}
      <span class=${`bar-label ${side}`}>${span.isMoment ? `at ${formatDuration(startMs)}` : formatDuration(span.durationMs)}</span>
    </div>
  </div>`;
}

function eventShare(span, event) {
  if (span.durationMs === 0) return 0;
  const share = elapsedMs(span.startTimeUnixNano, event.timeUnixNano) / span.durationMs;
  return Math.min(1, Math.max(0, share));
}

function linkCount(span) {
  return span.links.length === 1 ? '1 link' : `${span.links.length} links`;
}
