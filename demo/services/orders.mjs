// Orders: leads a checkout through the other services, and puts things back when one of them fails. Owns orders and order_lines.
import { callService } from './callService.mjs';
import { createApp, listen } from './server.mjs';
import { query, transaction } from './sql.mjs';

const app = createApp(() => query('SELECT 1'));

app.post('/orders', async (request, response) => {
  const { customer, lines, payment } = request.body;
  const price = await callService('inventory', '/reservations', { lines });
  const orderId = await saveOrder(customer, price);
  try {
    await callService('payments', '/payments', { orderId, amountCents: price.totalCents, mode: payment });
  } catch (error) {
    await query(`UPDATE orders SET status = 'payment_failed' WHERE id = $1`, [orderId]);
    await callService('inventory', '/releases', { lines });
    throw error;
  }
  await query(`UPDATE orders SET status = 'paid' WHERE id = $1`, [orderId]);
  await callService('notifications', '/notifications', { orderId, email: customer.email });
  response.status(201).json({ orderId, totalCents: price.totalCents });
});

/** Stores the order with its lines as pending, all or nothing, and returns its number. */
function saveOrder({ name, email, address }, { lines, totalCents }) {
  return transaction(async (query) => {
    const [{ id }] = await query(
      `INSERT INTO orders (customer_name, email, address, total_cents, status)
       VALUES ($1, $2, $3, $4, 'pending') RETURNING id`,
      [name, email, address, totalCents],
    );
    for (const { productId, quantity, priceCents } of lines) {
      await query(
        'INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES ($1, $2, $3, $4)',
        [id, productId, quantity, priceCents],
      );
    }
    return id;
  });
}

listen(app);
