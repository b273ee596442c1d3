// What the gateway lets in: every input of the shop's API is checked here, once, and the services behind may rely on it.
import { HttpError } from './server.mjs';

const paymentModes = ['normal', 'slow', 'fails'];
const maxLines = 20;
const maxQuantity = 99;

/**
 * Reads the cart of a request body: 1 to 20 lines of 1 to 99 pieces, the same product at most once. Throws a 400 or 422.
 * @returns {{ productId: string, quantity: number }[]}
 */
export function parseLines(body) {
  const { lines } = object(body);
  if (!Array.isArray(lines)) throw invalid('lines', 'The cart must be a list of products.');
  if (lines.length === 0) throw invalid('lines', 'Your cart is empty.');
  if (lines.length > maxLines)
    throw invalid('lines', `An order holds at most ${maxLines} different products.`);
  const parsed = lines.map(parseLine);
  if (new Set(parsed.map((line) => line.productId)).size < parsed.length) {
    throw invalid('lines', 'A product may be in the cart only once; raise its quantity instead.');
  }
  return parsed;
}

/** Reads a whole checkout: customer, cart and payment mode (default `normal`). Throws a 400 or 422 that names the field. */
export function parseCheckout(body) {
  const { customer, payment = 'normal' } = object(body);
  const { name, email, address } = object(customer ?? {});
  if (!paymentModes.includes(payment))
    throw invalid('payment', `Payment must be one of ${paymentModes.join(', ')}.`);
  return {
    customer: {
      name: text('name', name, 'Please tell us your name.'),
      email: parseEmail(email),
      address: text('address', address, 'Please tell us where to send the parcel.'),
    },
    lines: parseLines(body),
    payment,
  };
}

function parseLine(line) {
  const { productId, quantity } = object(line);
  if (typeof productId !== 'string' || productId.length > 64) {
    throw invalid('lines', 'Every line of the cart needs a product.');
  }
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity) {
    throw invalid('lines', `Quantities are whole numbers from 1 to ${maxQuantity}.`);
  }
  return { productId, quantity };
}

function parseEmail(value) {
  const email = text('email', value, 'Please tell us your e-mail address.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw invalid('email', 'That e-mail address looks incomplete.');
  return email;
}

/** Trimmed, 1 to 200 characters. */
function text(field, value, complaint) {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  if (trimmed === '') throw invalid(field, complaint);
  if (trimmed.length > 200) throw invalid(field, 'Please use at most 200 characters.');
  return trimmed;
}

function object(value) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new HttpError(400, 'invalid_request', 'The request body must be a JSON object.');
}

function invalid(field, message) {
  return new HttpError(422, 'invalid_input', message, field);
}
