// Payments: charges the customer. The slow service of the demo, and the one that can be made to fail. Owns the table payments.
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp, HttpError, listen } from './server.mjs';
import { query } from './sql.mjs';

/** How long the bank takes, in milliseconds, by the mode chosen on the page. */
const bankDelayMs = { normal: 400, slow: 2_500, fails: 400 };

const app = createApp(() => query('SELECT 1'));

app.post('/payments', async (request, response) => {
  const { orderId, amountCents, mode } = request.body;
  const [{ id }] = await query(
    `INSERT INTO payments (order_id, amount_cents, status) VALUES ($1, $2, 'started') RETURNING id`,
    [orderId, amountCents],
  );
  // Outside any transaction: the database is free for others while the bank thinks.
  await sleep(bankDelayMs[mode]);
  const status = mode === 'fails' ? 'declined' : 'captured';
  await query('UPDATE payments SET status = $2 WHERE id = $1', [id, status]);
  if (status === 'declined') {
    throw new HttpError(
      502,
      'payment_failed',
      'The bank did not accept the payment. You have not been charged.',
    );
  }
  response.status(201).json({ paymentId: id });
});

listen(app);
