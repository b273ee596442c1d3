// Notifications: writes the confirmation e-mail into its outbox. Owns the table notifications.
import { createApp, listen } from './server.mjs';
import { query } from './sql.mjs';

const app = createApp(() => query('SELECT 1'));

app.post('/notifications', async (request, response) => {
  const { orderId, email } = request.body;
  const [{ id }] = await query(
    'INSERT INTO notifications (order_id, recipient, subject) VALUES ($1, $2, $3) RETURNING id',
    [orderId, email, `Your order ${orderId} is on its way`],
  );
  response.status(202).json({ notificationId: id });
});

listen(app);
