// Cross-origin access for pages that export from the browser: any origin may send, none may send cookies.

/**
 * Sets the CORS headers every OTLP answer needs, failures included: without them the page could not read the status.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function allowCrossOrigin(request, response) {
  response.setHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (!origin) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  // Retry-After is not readable from scripts unless it is exposed.
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/**
 * Answers a preflight. Headers the page asked for are allowed besides those OTLP needs (authentication, tenant).
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function answerPreflight(request, response) {
  const asked = String(request.headers['access-control-request-headers'] ?? '').toLowerCase();
  const names = asked.split(',').map((name) => name.trim());
  const allowed = new Set(['content-type', 'content-encoding', ...names.filter(Boolean)]);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', [...allowed].join(', '));
  response.setHeader('Access-Control-Max-Age', '7200');
  response.writeHead(204).end();
}
