// The JSON API the trace view, the demo and the tests read. Same origin only: no other page may read the traces.

/**
 * Answers a request to /api/*. Unknown paths and traces get 404 with a message.
 * @param {{ store: import('./traceStore.mjs').TraceStore, raw: ReturnType<typeof import('./rawLog.mjs').createRawLog> }} sinks
 * @param {URL} url
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function answerQuery({ store, raw }, url, request, response) {
  const respond = (status, body) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(body));

  const path = url.pathname;
  if (request.method === 'DELETE' && path === '/api/traces') {
    store.clear();
    raw.clear();
    return respond(200, {});
  }
  if (request.method !== 'GET') {
    response.setHeader('Allow', path === '/api/traces' ? 'GET, DELETE' : 'GET');
    return respond(405, { error: `${request.method} is not possible here` });
  }
  if (path === '/api/traces') return respond(200, { traces: store.list(parseTraceFilter(url.searchParams)) });
  if (path === '/api/services') return respond(200, { services: store.services() });
  if (path === '/api/logs') {
    return respond(200, { logs: store.logs(url.searchParams.get('traceId')?.toLowerCase()) });
  }
  if (path === '/api/raw') {
    return respond(200, { requests: raw.recent(countOf(url.searchParams.get('limit'))) });
  }
  const traceId = /^\/api\/traces\/([0-9a-f]+)$/i.exec(path)?.[1].toLowerCase();
  const trace = traceId && store.get(traceId);
  if (trace) return respond(200, trace);
  return respond(404, { error: traceId ? `No trace ${traceId} here` : `Nothing at ${path}` });
}

/**
 * The filter a query string asks for; what is empty or not a number is left out.
 * @param {URLSearchParams} query
 * @returns {import('./summarizeTrace.mjs').TraceFilter}
 */
export function parseTraceFilter(query) {
  return {
    service: query.get('service') ?? undefined,
    name: query.get('name') ?? undefined,
    minDurationMs: numberOf(query.get('minDurationMs')),
    maxDurationMs: numberOf(query.get('maxDurationMs')),
    hasError: query.get('error') === '1',
    limit: countOf(query.get('limit')),
  };
}

function numberOf(text) {
  const number = Number(text);
  return text && Number.isFinite(number) ? number : undefined;
}

function countOf(text) {
  const number = numberOf(text);
  return number !== undefined && number >= 1 ? Math.floor(number) : undefined;
}
