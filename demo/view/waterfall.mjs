// The waterfall: a tree of spans on a time scale. Focus stays on the tree itself and `aria-activedescendant` names the active row,
// because a row that scrolls out of sight is no longer in the document.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.mjs';
import { ancestorIds, buildSpanTree, visibleRows } from './spanTree.mjs';
import { TimeRuler } from './timeRuler.mjs';
import { tickStepMs } from './timeTicks.mjs';
import { traceExtent } from './traceExtent.mjs';
import { treeKeyAction } from './treeKeys.mjs';
import { useRowHeight } from './useRowHeight.mjs';
import { useRowWindow } from './useRowWindow.mjs';
import { rowId, WaterfallRow } from './waterfallRow.mjs';

/**
 * @param {{ spans: any[], colors: Map<string, string>, chosenId: string, search: string, onChoose(spanId: string): void }} props
 *   `chosenId` is the span whose details are open, or ''; `search` dims the spans it does not match
 */
export function Waterfall({ spans, colors, chosenId, search, onChoose }) {
  const [collapsed, setCollapsed] = useState(new Set());
  const [activeId, setActiveId] = useState(chosenId || spans[0].spanId);
  const scroller = useRef(null);
  const rowHeightPx = useRowHeight();
  const roots = useMemo(() => buildSpanTree(spans), [spans]);
  const rows = useMemo(() => visibleRows(roots, collapsed), [roots, collapsed]);
  const extent = useMemo(() => traceExtent(spans), [spans]);
  const { first, last, pageSize } = useRowWindow(scroller, rows.length, rowHeightPx);
  const hasMatch = useMemo(() => spans.some((span) => matches(span, search)), [spans, search]);
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => row.span.spanId === activeId),
  );

  const toggle = (spanId) => {
    const next = new Set(collapsed);
    if (!next.delete(spanId)) next.add(spanId);
    setCollapsed(next);
  };
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = rows[activeIndex].span.spanId;
    if (event.key === 'Enter' || event.key === ' ') onChoose(active);
    else {
      const action = treeKeyAction(event.key, rows, activeIndex, collapsed, pageSize);
      if (!action) return;
      if ('toggle' in action) toggle(action.toggle);
      else {
        const { spanId } = rows[action.moveTo].span;
        setActiveId(spanId);
        reveal(scroller.current, action.moveTo, rowHeightPx);
        // With the details open, they follow.
        if (chosenId) onChoose(spanId);
      }
    }
    event.preventDefault();
  };

  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);
  // A span chosen from a link, a log or the address may lie in a folded branch or out of sight.
  useEffect(() => {
    if (!chosenId) return;
    const above = ancestorIds(spans, chosenId);
    const next = new Set([...collapsed].filter((id) => !above.includes(id)));
    if (next.size !== collapsed.size) setCollapsed(next);
    setActiveId(chosenId);
    const index = visibleRows(roots, next).findIndex((row) => row.span.spanId === chosenId);
    if (index >= 0) reveal(scroller.current, index, rowHeightPx);
  }, [chosenId]);

  // The lines behind the bars are where the ruler has its marks.
  const tickShare = extent.durationMs > 0 ? tickStepMs(extent.durationMs) / extent.durationMs : 1;

  return html`<div class="waterfall" style=${{ '--tick-step': `${tickShare * 100}%` }}>
    <${TimeRuler} durationMs=${extent.durationMs} />
    <p class="no-match" role="status">${hasMatch ? '' : 'No span matches'}</p>
    <div class="tree" role="tree" aria-label="Spans of the trace" tabindex="0" ref=${scroller} onKeyDown=${onKeyDown}
      aria-activedescendant=${rowId(rows[activeIndex].span.spanId)}>
      <div role="presentation" class="rows" style=${{ height: `${rows.length * rowHeightPx}px` }}>
        ${windowOf(first, last, activeIndex).map((index) => {
          const { spanId } = rows[index].span;
          return html`<${WaterfallRow} key=${spanId} node=${rows[index]} topPx=${index * rowHeightPx} extent=${extent}
            color=${colors.get(rows[index].span.service)} isActive=${index === activeIndex} isChosen=${spanId === chosenId}
            isCollapsed=${collapsed.has(spanId)} isDimmed=${!matches(rows[index].span, search)}
            onChoose=${() => onChoose(spanId)} onToggle=${() => toggle(spanId)} />`;
        })}
      </div>
    </div>
  </div>`;
}

// The active row is always rendered, or assistive technology would have nothing to read.
function windowOf(first, last, activeIndex) {
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return activeIndex < first || activeIndex >= last ? [...indexes, activeIndex] : indexes;
}

function matches(span, search) {
  const text = search.trim().toLowerCase();
  return (
    !text || `${span.name} ${span.service} ${JSON.stringify(span.attributes)}`.toLowerCase().includes(text)
  );
}

function reveal(scroller, index, rowHeightPx) {
  const topPx = index * rowHeightPx;
  const bottomPx = topPx + rowHeightPx;
  if (topPx < scroller.scrollTop) scroller.scrollTop = topPx;
  else if (bottomPx > scroller.scrollTop + scroller.clientHeight) {
    scroller.scrollTop = bottomPx - scroller.clientHeight;
  }
}
