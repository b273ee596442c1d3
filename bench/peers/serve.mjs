// @ts-check
// One origin for everything: the contestants' pages, an API that answers at once, and the sink that takes what they send.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** What a contestant has sent since it was asked last. */
class Sink {
  sentBytes = 0;
  rawBytes = 0;
  requests = 0;
  /** The marks of manual spans that arrived, whatever the format. @type {Set<string>} */
  marks = new Set();

  /** @param {Buffer} body @param {string | undefined} encoding */
  take(body, encoding) {
    const isGzip = encoding === 'gzip' || (body[0] === 0x1f && body[1] === 0x8b);
    const raw = isGzip ? gunzipSync(body) : body;
    this.requests++;
    this.sentBytes += body.length;
    this.rawBytes += raw.length;
    for (const [mark] of raw.toString().matchAll(/mark-\d+-/g)) this.marks.add(mark);
  }
}

/** @param {string} script */
const pageWith = (script) => `<!doctype html><title>bench</title><link rel="icon" href="data:,">
  ${script && `<script src="${script}" data-service-name="bench" data-endpoint="/sink"></script>`}
  <button id="go">go</button><p id="out"></p>
  <script>
    let count = 0;
    go.onclick = () => { out.textContent = ++count; };
  </script>`;

/**
 * Starts it.
 * @param {ReadonlyMap<string, string>} scripts By contestant.
 */
export async function serve(scripts) {
  const names = [...scripts.keys()];
  let sink = new Sink();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const [, kind = '', index = ''] = path.split('/');
    if (kind === 'sink') {
      // A page that was left may break off.
      const body = await buffer(request).catch(() => undefined);
      if (body) sink.take(body, request.headers['content-encoding']);
      return void response.setHeader('content-type', 'application/json').end('{}');
    }
    const script = scripts.get(names[Number(index)] ?? '');
    if (kind === 'page')
      response.setHeader('content-type', 'text/html').end(pageWith(script ? `/script/${index}` : ''));
    else if (kind === 'script') response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/plain').end('ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    urlOf: (/** @type {string} */ name) => `${origin}/page/${names.indexOf(name)}`,
    /** An empty sink; what comes from now on goes there. */
    newSink: () => {
      sink = new Sink();
      return sink;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
