// A local OTLP/HTTP collector with a trace view: what the demo exports to, and what tests assert on. Memory only, for development.
// `node demo/collector/collector.mjs` runs it on OTLP's own port; PORT and HOST change that.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listenLocal } from './listenLocal.mjs';
import { answerQuery } from './queryApi.mjs';
import { createRawLog } from './rawLog.mjs';
import { otlpPaths, receiveOtlp } from './receiveOtlp.mjs';
import { serveView } from './serveView.mjs';
import { createTraceStore } from './traceStore.mjs';

/**
 * Starts a collector. Rejects when the port is taken.
 * @param {{ port?: number, host?: string, quiet?: boolean, shopUrl?: () => string }} [options] port 0 takes a free one; default 4318 on 'localhost'.
 *   `quiet` prints nothing. `shopUrl` is where the view sends a reader who has no traces yet; default '', no shop. It is asked each
 *   time, because a shop that exports here starts later.
 * @returns {Promise<{ url: string, store: import('./traceStore.mjs').TraceStore, stop(): Promise<void> }>} `url` is both the
 *   OTLP base URL and the address of the trace view
 */
export async function startCollector({
  port = 4318,
  host = 'localhost',
  quiet = false,
  shopUrl = () => '',
} = {}) {
  const store = createTraceStore();
  const sinks = { store, raw: createRawLog() };
  const server = await listenLocal((request, response) => route(sinks, shopUrl, request, response), {
    port,
    host,
  });
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  if (!quiet) console.log(`Collector: OTLP/HTTP and trace view at ${url}`);
  return { url, store, stop: server.stop };
}

async function route(sinks, shopUrl, request, response) {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const signal = Object.hasOwn(otlpPaths, url.pathname) ? otlpPaths[url.pathname] : undefined;
    if (signal) await receiveOtlp(sinks, signal, request, response);
    else if (url.pathname.startsWith('/api/')) answerQuery(sinks, url, request, response);
    else serveView(url.pathname, shopUrl(), response);
  } catch (error) {
    // A sender that went away mid-request, or a URL that is none: neither may end the collector.
    if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
    response.end(`${error.message}\n`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { HOST: host = 'localhost', PORT: port = '4318' } = process.env;
  const collector = await startCollector({ port: Number(port), host }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, collector.stop);
}
