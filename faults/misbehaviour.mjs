// @ts-check
// What a collector can do to a request: each way is a function that answers one. Real sockets, so that resets are resets.

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(request: Request, response: Response) => boolean} Behaviour Answers, and returns whether the records are kept.
 */

/** @param {Request} request @param {Response} response @param {Record<string, string>} [headers] */
function allow({ headers: { origin } }, response, headers = {}) {
  response.setHeader('access-control-allow-origin', origin ?? '*');
  response.setHeader('access-control-expose-headers', 'Retry-After');
  response.setHeader('content-type', 'application/json');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Takes everything. @type {Behaviour} */
export const accept = (request, response) => {
  allow(request, response);
  response.end('{}');
  return true;
};

/**
 * Answers with a status, and keeps nothing.
 * @param {number} status @param {Record<string, string>} [headers] @returns {Behaviour}
 */
export const answer = (status, headers) => (request, response) => {
  allow(request, response, headers);
  response.writeHead(status).end('{"code":14,"message":"no"}');
  return false;
};

/** A load balancer's failure: no CORS headers, so the page cannot read it. @type {Behaviour} */
export const failWithoutCors = (_request, response) => {
  response.writeHead(503).end('upstream connect error');
  return false;
};

/** Accepts, but for some records. @param {number} rejectedSpans @returns {Behaviour} */
export const acceptPartly = (rejectedSpans) => (request, response) => {
  allow(request, response);
  response.end(
    JSON.stringify({ partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage: 'some' } }),
  );
  return true;
};

/** Accepts with a body that is no answer. @param {string} body @returns {Behaviour} */
export const acceptWith = (body) => (request, response) => {
  allow(request, response);
  response.end(body);
  return true;
};

/** Accepts, and never stops talking. @type {Behaviour} */
export const acceptEndlessly = (request, response) => {
  allow(request, response);
  const chunk = 'x'.repeat(1 << 16);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
  return true;
};

/** Takes the request and never answers. @type {Behaviour} */
export const hang = () => false;

/** Breaks the connection after the request. @type {Behaviour} */
export const reset = (request) => {
  request.socket.resetAndDestroy();
  return false;
};

/** Sends the client somewhere else. @param {string} location @returns {Behaviour} */
export const redirect = (location) => (request, response) => {
  allow(request, response, { location });
  response.writeHead(302).end();
  return false;
};

/** Refuses bodies above a size, as proxies do. @param {number} maxBytes @param {number} status @returns {Behaviour} */
export const refuseLarger = (maxBytes, status) => (request, response) =>
  Number(request.headers['content-length']) > maxBytes
    ? answer(status)(request, response)
    : accept(request, response);
