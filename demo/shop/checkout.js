// Placing an order, in native async/await and on purpose in many steps: each await is a place where other tracers lose the click.
import { ApiError, postJson } from './api.js';

/**
 * Checks the form, has the cart priced, and places the order. Resolves with what the server answered.
 * Rejects with an ApiError; its `field` names the input at fault, if one is.
 * @param {FormData} form name, email, address, payment
 * @param {{ productId: string, quantity: number }[]} lines
 * @param {(step: string) => void} onStep told in words what is going on
 * @returns {Promise<{ orderId: number, totalCents: number, traceId?: string }>}
 */
export async function placeOrder(form, lines, onStep) {
  const customer = await readCustomer(form);
  onStep('Checking prices');
  const price = await postJson('/api/cart/price', { lines });
  // Long enough to read the step, as shops do; for a tracer, a timer between two awaits.
  await new Promise((resolve) => setTimeout(resolve, 120));
  await null;
  onStep(`Paying for ${price.lines.length === 1 ? 'one product' : `${price.lines.length} products`}`);
  return await postJson('/api/checkout', { customer, lines, payment: form.get('payment') });
}

async function readCustomer(form) {
  const customer = { name: form.get('name'), email: form.get('email'), address: form.get('address') };
  await requireText(customer.name, 'name', 'Please tell us your name.');
  await requireText(customer.email, 'email', 'Please tell us your e-mail address.');
  await requireText(customer.address, 'address', 'Please tell us where to send the parcel.');
  return customer;
}

async function requireText(value, field, complaint) {
  if (value.trim() === '') throw new ApiError(complaint, { field });
}
