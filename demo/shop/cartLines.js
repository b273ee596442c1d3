// The products in the cart, each with a stepper. A line stays the same element while its quantity changes, or the button that was
// pressed would be gone, and the focus of a keyboard with it.
import { element } from './element.js';
import { formatCents } from './money.js';
import { productArt } from './productArt.js';
import { limitText, mostOf } from './stock.js';

/**
 * Creates the list, empty. `show` brings it up to date; the focus of a line that left goes to the one that took its place.
 * @param {(productId: string, by: number) => void} onStep told when the customer wants one more or one less
 */
export function cartLines(onStep) {
  const list = element('ul', { className: 'lines' });
  const lines = new Map();

  /** @param {{ product: object, quantity: number }[]} shown in the order in which they came into the cart */
  function show(shown) {
    const focused = [...list.children].findIndex((row) => row.contains(document.activeElement));
    for (const [id, { row }] of lines) {
      if (shown.some(({ product }) => product.id === id)) continue;
      row.remove();
      lines.delete(id);
    }
    for (const { product, quantity } of shown) {
      if (!lines.has(product.id)) {
        const added = line(product, onStep);
        lines.set(product.id, added);
        list.append(added.row);
      }
      lines.get(product.id).setQuantity(quantity);
    }
    if (focused < 0 || list.contains(document.activeElement)) return;
    (list.children[focused] ?? list.lastElementChild)?.querySelector('button').focus();
  }

  return { list, show };
}

function line(product, onStep) {
  const { id, name, priceCents } = product;
  const output = element('output', { 'aria-label': 'Quantity' });
  const limit = element('span', { className: 'low', 'aria-live': 'polite' });
  const price = element('span', { className: 'price' });
  const step = (sign, words, onclick) =>
    element('button', { type: 'button', 'aria-label': `${words} ${name}`, onclick }, sign);
  let isFull = false;
  const less = step('\u2212', 'One less of', () => onStep(id, -1));
  const more = step('+', 'One more of', () => isFull || onStep(id, 1));
  const stepper = element('div', { className: 'stepper' }, less, output, more, limit);
  return {
    row: element(
      'li',
      { className: 'line' },
      productArt(product),
      element('div', {}, element('strong', {}, name), stepper),
      price,
    ),
    setQuantity(quantity) {
      output.textContent = String(quantity);
      isFull = quantity >= mostOf(product);
      // Not `disabled`: that would take the focus of whoever reaches the limit by keyboard.
      more.setAttribute('aria-disabled', String(isFull));
      limit.textContent = isFull ? limitText(product) : '';
      price.textContent = formatCents(priceCents * quantity);
    },
  };
}
