// What the cart costs: subtotal, shipping and total. By the terms that came with the catalogue, which the services charge by.
import { element } from './element.js';
import { formatCents } from './money.js';

/**
 * Creates the rows, empty. `show` fills them in.
 * @returns {{ list: HTMLElement, show(subtotalCents: number, shipping: { cents: number, freeFromCents: number }): void }}
 */
export function cartTotals() {
  const list = element('dl', { className: 'totals' });

  function show(subtotalCents, { cents, freeFromCents }) {
    const isFree = subtotalCents >= freeFromCents;
    list.replaceChildren(
      row('Subtotal', formatCents(subtotalCents)),
      isFree
        ? row('Shipping', 'Free')
        : row(`Shipping, free from ${formatCents(freeFromCents)}`, formatCents(cents)),
      row('Total', formatCents(subtotalCents + (isFree ? 0 : cents))),
    );
  }

  return { list, show };
}

function row(name, amount) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, amount));
}
