import { expect, test } from 'vitest';
import { parseCheckout, parseLines } from '../../demo/services/checkoutInput.mjs';

const customer = { name: ' Ariadne ', email: 'ariadne@example.com', address: '1 Palace Road' };
const lines = [{ productId: 'naxos-cotton', quantity: 2 }];

test('accepts a checkout, trims its text, and pays normally unless told otherwise', () => {
  expect(parseCheckout({ customer, lines })).toEqual({
    customer: { ...customer, name: 'Ariadne' },
    lines,
    payment: 'normal',
  });
  expect(parseCheckout({ customer, lines, payment: 'slow' }).payment).toBe('slow');
});

test.each([
  ['name', { customer: { ...customer, name: '  ' }, lines }],
  ['name', { lines }],
  ['email', { customer: { ...customer, email: 'ariadne' }, lines }],
  ['email', { customer: { ...customer, email: 7 }, lines }],
  ['address', { customer: { ...customer, address: 'x'.repeat(201) }, lines }],
  ['payment', { customer, lines, payment: 'gold' }],
  ['lines', { customer, lines: [] }],
  ['lines', { customer, lines: 'all' }],
])('refuses a checkout with 422 and names the field: %s', (field, body) => {
  expect(() => parseCheckout(body)).toThrow(expect.objectContaining({ status: 422, field }));
});

test.each([0, -1, 1.5, 100, '2', undefined])('refuses a quantity of %s', (quantity) => {
  expect(() => parseLines({ lines: [{ productId: 'naxos-cotton', quantity }] })).toThrow(/from 1 to 99/);
});

test('refuses a product that is in the cart twice', () => {
  expect(() => parseLines({ lines: [...lines, ...lines] })).toThrow(/only once/);
});

test.each([undefined, null, [], 'cart', { lines: [null] }])(
  'refuses a body that is no object with 400: %j',
  (body) => {
    expect(() => parseLines(body)).toThrow(expect.objectContaining({ status: 400 }));
  },
);
