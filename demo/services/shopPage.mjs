// The shop's document, filled in with this run's addresses.
import { readFile } from 'node:fs/promises';

const source = new URL('../shop/index.html', import.meta.url);
const { CLEW_ENDPOINT: endpoint = 'http://localhost:4318', CLEW_VIEW_URL: viewUrl = '' } = process.env;

/** Express handler. CLEW_ENDPOINT is where the page sends its spans, CLEW_VIEW_URL where it links to traces (empty: no links). */
export async function sendShopPage(_request, response) {
  const page = await readFile(source, 'utf8');
  response.set({
    // Made for one request: it names that request's trace.
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'self'; img-src 'self' data:; connect-src 'self' ${new URL(endpoint).origin}`,
    'content-type': 'text/html; charset=utf-8',
  });
  response.send(
    page.replaceAll('{{endpoint}}', escapeHtml(endpoint)).replaceAll('{{viewUrl}}', escapeHtml(viewUrl)),
  );
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
