// One service calling another: JSON over HTTP with Node's fetch, whose instrumentation carries the trace.
import { HttpError } from './server.mjs';

/**
 * Calls another service and returns its JSON answer. Its error answers are passed on as they are, so the customer
 * reads the sentence of the service that failed; a service that cannot be reached or says nothing for 10 s becomes a 502.
 * @param {string} service its name; its address is read from `<NAME>_URL`
 * @param {string} path begins with a slash
 * @param {object} [body] sent as JSON by POST; without it the call is a GET
 */
export async function callService(service, path, body) {
  const baseUrl = process.env[`${service.toUpperCase()}_URL`];
  const response = await fetch(`${baseUrl}${path}`, {
    signal: AbortSignal.timeout(10_000),
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch((error) => {
    console.error(`${service}${path}: ${error.cause?.message ?? error.message}`);
    throw new HttpError(
      502,
      'service_unreachable',
      `Our ${service} service is not answering. Please try again.`,
    );
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { code = 'service_failed', message = `Our ${service} service failed.`, field } = answer.error ?? {};
  throw new HttpError(response.status, code, message, field);
}
