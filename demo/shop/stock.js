// How many of a product can be ordered, and how the shop says so.

/** What the services accept of one product, however much there is. */
const maxQuantity = 99;

/** The most of a product that a cart may hold. The services check again: other customers buy, too. */
export function mostOf({ available }) {
  return Math.min(available, maxQuantity);
}

/** Why there cannot be more of a product. */
export function limitText({ available }) {
  if (available === 0) return 'Sold out';
  return available > maxQuantity ? `At most ${maxQuantity} an order` : `Only ${available} left`;
}
