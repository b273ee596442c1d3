// Gateway: the only service the browser sees. Serves the shop and Clew's own builds, checks input, and passes the calls on.
import { fileURLToPath } from 'node:url';
import { trace } from '@opentelemetry/api';
import express from 'express';
import { joinExpress } from '../../dist/server/index.js';
import { callService } from './callService.mjs';
import { parseCheckout, parseLines } from './checkoutInput.mjs';
import { createApp, HttpError, listen } from './server.mjs';
import { sendShopPage } from './shopPage.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = folder('../../dist');

const app = createApp();

/** The trace this request belongs to: what the page links to. Undefined when the process runs without telemetry. */
const activeTraceId = () => trace.getActiveSpan()?.spanContext().traceId;

app.get('/api/products', async (_request, response) => {
  response.json(await callService('inventory', '/products'));
});

app.get('/api/products/:id', async (request, response) => {
  response.json(await callService('inventory', `/products/${encodeURIComponent(request.params.id)}`));
});

app.post('/api/cart/price', async (request, response) => {
  response.json(await callService('inventory', '/price', { lines: parseLines(request.body) }));
});

app.post('/api/checkout', async (request, response) => {
  const order = await callService('orders', '/orders', parseCheckout(request.body));
  response.status(201).json({ ...order, traceId: activeTraceId() });
});

// The failed checkouts are the ones worth looking at: the page can link to their traces too.
app.use('/api', (error, _request, response, next) => {
  if (!(error instanceof HttpError)) return next(error);
  const { status, code, message, field } = error;
  response.status(status).json({ error: { code, message, field }, traceId: activeTraceId() });
});

// Clew's page load becomes a child of the span that made the page.
app.get('/', joinExpress(), sendShopPage);
app.get(['/clew.min.js', '/clew.min.js.map'], (request, response) => {
  response.sendFile(request.path, { root: dist });
});
app.use('/dist', express.static(dist));
app.use(express.static(folder('../shop'), { index: false }));

listen(app);
