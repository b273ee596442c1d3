// The shop's document: filled in with this run's addresses, and marked with its own trace so that Clew's page load joins it.
import { readFile } from 'node:fs/promises';
import { trace } from '@opentelemetry/api';

const source = new URL('../shop/index.html', import.meta.url);
const { CLEW_ENDPOINT: endpoint = 'http://localhost:4318', CLEW_VIEW_URL: viewUrl = '' } = process.env;

/** Express handler. CLEW_ENDPOINT is where the page sends its spans, CLEW_VIEW_URL where it links to traces (empty: no links). */
export async function sendShopPage(_request, response) {
  const page = await readFile(source, 'utf8');
  response.set({
    // A cached document would carry the trace of somebody else's request.
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'self'; img-src 'self' data:; connect-src 'self' ${new URL(endpoint).origin}`,
    'content-type': 'text/html; charset=utf-8',
    ...serverTiming(trace.getActiveSpan()?.spanContext()),
  });
  response.send(
    page.replaceAll('{{endpoint}}', escapeHtml(endpoint)).replaceAll('{{viewUrl}}', escapeHtml(viewUrl)),
  );
}

/**
 * Both names in use for the response's trace: `traceparent` as vendors send it, `trace` as the W3C draft has it.
 * @see W3C Trace Context Level 3 (editor's draft), trace-context pull request 560
 */
function serverTiming(spanContext) {
  if (!spanContext) return {};
  const { traceId, spanId, traceFlags } = spanContext;
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return { 'server-timing': `traceparent;desc="${traceparent}", trace;desc=${traceparent}` };
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
