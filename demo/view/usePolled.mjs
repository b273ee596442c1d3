// Data of the collector that stays fresh: asked for again every few seconds while the page is visible.
import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * @typedef {object} Polled
 * @property {any} data the last good answer to this path; undefined before the first
 * @property {'' | 'missing' | 'unreachable'} problem why the last attempt gave nothing: 404, or no (good) answer at all
 * @property {boolean} isStale `data` still belongs to the path asked for before
 * @property {() => void} reload asks at once
 */

/**
 * Loads a path of the query API. The last good answer stays while the collector is away.
 * @param {string} path
 * @param {number} intervalMs 0 asks once
 * @returns {Polled}
 */
export function usePolled(path, intervalMs) {
  const [state, setState] = useState({ path, data: undefined, problem: '' });
  const reload = useRef(() => {});

  useEffect(() => {
    const controller = new AbortController();
    let lastText = '';
    const load = async () => {
      const { text, problem } = await ask(path, controller.signal);
      if (controller.signal.aborted) return;
      // An unchanged answer must not render anything again: a reader may be in the middle of a long trace.
      if (text !== undefined && text === lastText) {
        return setState((state) => (state.problem ? { ...state, problem: '' } : state));
      }
      lastText = text ?? lastText;
      setState((state) => ({
        path,
        data: text === undefined ? (state.path === path ? state.data : undefined) : JSON.parse(text),
        problem,
      }));
    };
    reload.current = load;
    load();
    const timer = intervalMs > 0 && setInterval(() => document.hidden || load(), intervalMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [path, intervalMs]);

  // Changed filters keep the former rows on screen until the new ones are there.
  return { ...state, isStale: state.path !== path, reload: () => reload.current() };
}

async function ask(path, signal) {
  try {
    const response = await fetch(path, { signal });
    if (response.status === 404) return { problem: 'missing' };
    if (!response.ok) return { problem: 'unreachable' };
    return { text: await response.text(), problem: '' };
  } catch {
    // Aborted, or the collector is gone: the caller tells the two apart by the signal.
    return { problem: 'unreachable' };
  }
}
