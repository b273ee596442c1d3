// Inventory: what is sold, at which price, and how much of it is left. Owns the tables products and stock.
import { createApp, HttpError, listen } from './server.mjs';
import { query, transaction } from './sql.mjs';

const catalogue = `SELECT id, name, description, price_cents AS "priceCents", art, colour, available
  FROM products JOIN stock ON product_id = id`;
/** What sending an order costs. The page shows the cart by these terms, too. */
const shipping = { cents: 490, freeFromCents: 4_000 };

const app = createApp(() => query('SELECT 1'));

app.get('/products', async (_request, response) => {
  response.json({ products: await query(`${catalogue} ORDER BY position`), shipping });
});

app.get('/products/:id', async (request, response) => {
  const [product] = await query(`${catalogue} WHERE id = $1`, [request.params.id]);
  if (!product) throw new HttpError(404, 'unknown_product', 'We do not sell that product.');
  response.json(product);
});

app.post('/price', async (request, response) => {
  const { lines } = request.body;
  const rows = await query(`${catalogue} WHERE id = ANY($1)`, [lines.map((line) => line.productId)]);
  response.json(priceOf(lines, rows));
});

app.post('/reservations', async (request, response) => {
  const { lines } = request.body;
  const rows = await transaction(async (query) => {
    // Always in the same order, so that two customers with the same things in their carts cannot block one another.
    const ids = lines.map((line) => line.productId).sort();
    const rows = await query(`${catalogue} WHERE id = ANY($1) ORDER BY id FOR UPDATE OF stock`, [ids]);
    for (const { productId, quantity } of lines) {
      const product = rows.find((row) => row.id === productId);
      if (!product) throw new HttpError(404, 'unknown_product', 'We do not sell that product.');
      if (product.available < quantity) throw outOfStock(product);
      await query('UPDATE stock SET available = available - $2 WHERE product_id = $1', [productId, quantity]);
    }
    return rows;
  });
  response.status(201).json(priceOf(lines, rows));
});

app.post('/releases', async (request, response) => {
  for (const { productId, quantity } of request.body.lines) {
    await query('UPDATE stock SET available = available + $2 WHERE product_id = $1', [productId, quantity]);
  }
  response.json({});
});

/** Prices every line and adds shipping; 404 for what we do not sell. */
function priceOf(lines, rows) {
  const priced = lines.map(({ productId, quantity }) => {
    const product = rows.find((row) => row.id === productId);
    if (!product) throw new HttpError(404, 'unknown_product', 'We do not sell that product.');
    return { productId, quantity, name: product.name, priceCents: product.priceCents };
  });
  const subtotalCents = priced.reduce((sum, line) => sum + line.priceCents * line.quantity, 0);
  const shippingCents = subtotalCents >= shipping.freeFromCents ? 0 : shipping.cents;
  return { lines: priced, subtotalCents, shippingCents, totalCents: subtotalCents + shippingCents };
}

function outOfStock({ name, available }) {
  const left = available === 0 ? `${name} is sold out.` : `Only ${available} of ${name} left.`;
  return new HttpError(409, 'out_of_stock', left);
}

listen(app);
