// Storefront: serves the page with Clew in it, and passes its orders on. Express, instrumented from outside like the demo's
// services.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { callService } from '../../../demo/services/callService.mjs';
import { createApp, listen } from '../../../demo/services/server.mjs';

const page = await readFile(new URL('page.html', import.meta.url), 'utf8');
const app = createApp();

// `/?sampleRate=0.5` is a page that samples half of its sessions.
app.get('/', (request, response) => {
  const sampleRate = String(Number(request.query.sampleRate ?? 1));
  const html = page.replace('{{endpoint}}', process.env.CLEW_ENDPOINT).replace('{{sampleRate}}', sampleRate);
  response.type('html').send(html);
});
app.get('/page.js', (_request, response) => {
  response.sendFile(fileURLToPath(new URL('page.js', import.meta.url)));
});
app.get('/clew.min.js', (_request, response) => {
  response.sendFile(fileURLToPath(new URL('../../../dist/clew.min.js', import.meta.url)));
});
app.post('/api/orders', async (request, response) => {
  response.status(201).json(await callService('orders', '/orders', request.body));
});

listen(app);
