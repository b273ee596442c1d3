// The shop's API: JSON by fetch, and errors a customer can read.

/** An answer that is not 2xx, or none at all. Its message is a sentence for the customer. */
export class ApiError extends Error {
  /** @param {string} message @param {{ field?: string, traceId?: string }} details the input field at fault; the failed request's trace */
  constructor(message, { field, traceId } = {}) {
    super(message);
    this.field = field;
    this.traceId = traceId;
  }
}

/** GET, resolves with the JSON answer. Rejects with an ApiError. */
export function getJson(path) {
  return request(path);
}

/** POST of a JSON body, resolves with the JSON answer. Rejects with an ApiError. */
export function postJson(path, body) {
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError('We cannot reach the shop. Are you online?');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { message = 'Something went wrong on our side.', field } = answer.error ?? {};
  throw new ApiError(message, { field, traceId: answer.traceId });
}
