// Only the rows near the visible part of a long list are rendered: a thousand spans scroll as smoothly as ten.
import { useLayoutEffect, useState } from 'preact/hooks';

const overscanRows = 8;

/**
 * Which rows of a scrolling element are to be rendered.
 * @param {{ current: HTMLElement | null }} scroller
 * @param {number} rowCount
 * @param {number} rowHeightPx
 * @returns {{ first: number, last: number, pageSize: number }} from `first` up to, not including, `last`; `pageSize` rows fit
 */
export function useRowWindow(scroller, rowCount, rowHeightPx) {
  const [range, setRange] = useState({ firstVisible: 0, pageSize: 40 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const update = () => {
      const firstVisible = Math.floor(element.scrollTop / rowHeightPx);
      const pageSize = Math.ceil(element.clientHeight / rowHeightPx);
      setRange((range) =>
        range.firstVisible === firstVisible && range.pageSize === pageSize
          ? range
          : { firstVisible, pageSize },
      );
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [rowHeightPx]);
  const first = Math.max(0, range.firstVisible - overscanRows);
  const last = Math.min(rowCount, range.firstVisible + range.pageSize + overscanRows);
  return { first, last, pageSize: range.pageSize };
}
