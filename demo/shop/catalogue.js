// The catalogue grid with its loading, empty and failed states.
import { getJson } from './api.js';
import { element } from './element.js';
import { formatCents } from './money.js';
import { productArt } from './productArt.js';
import { limitText } from './stock.js';

const lowStock = 5;

/**
 * Loads the products and shows them; resolves with them and the terms of shipping, or with no products if
 * that failed (the page says so and offers a retry).
 * @param {(product: object) => void} onAdd told when the customer wants one
 * @returns {Promise<{ products: object[], shipping?: { cents: number, freeFromCents: number } }>}
 */
export async function showCatalogue(onAdd) {
  const grid = document.querySelector('#catalogue');
  const notice = document.querySelector('#catalogue-notice');
  notice.hidden = true;
  grid.setAttribute('aria-busy', 'true');
  grid.replaceChildren(
    ...Array.from({ length: 8 }, () => element('li', { className: 'card loading', 'aria-hidden': 'true' })),
  );
  try {
    const { products, shipping } = await getJson('/api/products');
    grid.replaceChildren(...products.map((product) => card(product, onAdd)));
    if (products.length === 0) say(notice, 'Our shelves are empty today.');
    return { products, shipping };
  } catch (error) {
    grid.replaceChildren();
    say(
      notice,
      error.message,
      element('button', { type: 'button', onclick: () => location.reload() }, 'Try again'),
    );
    return { products: [] };
  } finally {
    grid.setAttribute('aria-busy', 'false');
  }
}

function card(product, onAdd) {
  const { id, name, description, priceCents, available } = product;
  const isSoldOut = available === 0;
  return element(
    'li',
    { className: 'card', 'data-testid': 'product-card', 'data-product-id': id },
    productArt(product),
    element(
      'div',
      { className: 'card-text' },
      element('h2', {}, name),
      element('p', {}, description),
      !isSoldOut && available <= lowStock && element('span', { className: 'low' }, limitText(product)),
      element(
        'div',
        { className: 'card-foot' },
        element('span', { className: 'price' }, formatCents(priceCents)),
        element(
          'button',
          {
            type: 'button',
            disabled: isSoldOut,
            'data-testid': 'add-to-cart',
            'aria-label': isSoldOut ? `${name} is sold out` : `Add ${name} to the cart`,
            onclick: () => onAdd(product),
          },
          isSoldOut ? 'Sold out' : 'Add to cart',
        ),
      ),
    ),
  );
}

function say(notice, ...content) {
  notice.replaceChildren(...content.flatMap((part) => [part, element('br')]));
  notice.hidden = false;
}
