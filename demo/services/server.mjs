// What every service has in common: JSON in and out, a health check, one shape of error, and a port from the environment.
import express from 'express';

/** An answer that is not 2xx, with words meant for the person at the screen. Thrown by handlers, sent by the error handler. */
export class HttpError extends Error {
  /**
   * @param {number} status HTTP status, 400–599
   * @param {string} code stable, for programs: `invalid_email`, `payment_failed`
   * @param {string} message one sentence, for people
   * @param {string} [field] name of the input field at fault, if it is one
   */
  constructor(status, code, message, field) {
    super(message);
    Object.assign(this, { status, code, field });
  }
}

/**
 * An express app that parses JSON bodies (64 KiB at most) and answers GET /health.
 * @param {() => Promise<unknown>} [isHealthy] rejects while the service cannot do its work; then /health answers 503
 */
export function createApp(isHealthy = async () => {}) {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', async (_request, response) => {
    const error = await isHealthy().then(
      () => undefined,
      (reason) => reason,
    );
    response.status(error ? 503 : 200).json({ ok: !error, error: error?.message });
  });
  app.use(express.json({ limit: '64kb' }));
  return app;
}

/**
 * Adds the error handler and listens on HOST (default 127.0.0.1) and PORT. A port that is taken ends the process with a message.
 * @param {express.Express} app
 */
export function listen(app) {
  app.use((request, _response) => {
    throw new HttpError(404, 'not_found', `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use(sendError);
  const { PORT: port = '0', HOST: host = '127.0.0.1' } = process.env;
  app.listen(Number(port), host, (error) => {
    if (!error) return;
    console.error(`Cannot listen on ${host}:${port}: ${error.message}`);
    process.exit(1);
  });
}

/** Express knows an error handler by its four parameters. Anything but an HttpError or a bad body is our bug: logged, 500. */
function sendError(error, _request, response, _next) {
  const isOurs = error instanceof HttpError;
  const isBadBody = !isOurs && error.status >= 400 && error.status < 500;
  // body-parser says 400 of its own failures too: of a module that it cannot load, because packages are being reinstalled.
  if (!isOurs) console.error(error);
  const status = isOurs || isBadBody ? error.status : 500;
  const code = isOurs ? error.code : isBadBody ? 'invalid_request' : 'internal_error';
  const message = isOurs || isBadBody ? error.message : 'Something went wrong on our side.';
  response.status(status).json({ error: { code, message, field: error.field } });
}
