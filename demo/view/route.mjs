// Where the reader is, kept in the URL's hash so that every trace and span has an address: #/, #/trace/<id>&span=<id>.
import { useEffect, useState } from 'preact/hooks';

/** @typedef {{ page: 'list', query: URLSearchParams } | { page: 'trace', traceId: string, spanId: string }} Route */

/**
 * Reads a hash. What is not understood is the list.
 * @param {string} hash
 * @returns {Route}
 */
export function parseRoute(hash) {
  const trace = /^#\/trace\/([0-9a-f]+)(?:[?&](.*))?$/i.exec(hash);
  if (trace) {
    const spanId = new URLSearchParams(trace[2]).get('span') ?? '';
    return { page: 'trace', traceId: trace[1].toLowerCase(), spanId: spanId.toLowerCase() };
  }
  return { page: 'list', query: new URLSearchParams(hash.split('?')[1] ?? '') };
}

/**
 * The address of a trace, or of one span in it.
 * @param {string} traceId
 * @param {string} [spanId]
 */
export function traceHref(traceId, spanId) {
  return `#/trace/${traceId}${spanId ? `&span=${spanId}` : ''}`;
}

/**
 * Changes the address without a step in the browser's history: for filters and the selected span.
 * @param {string} hash
 */
export function replaceRoute(hash) {
  history.replaceState(history.state, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The current route; renders again when it changes. @returns {Route} */
export function useRoute() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = () => setHash(location.hash);
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return parseRoute(hash);
}
