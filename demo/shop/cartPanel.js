// The cart panel: lines with quantities, the checkout form below them, then how the order ended.
import { cartLines } from './cartLines.js';
import { cartTotals } from './cartTotals.js';
import { placeOrder } from './checkout.js';
import { checkoutForm } from './checkoutForm.js';
import { element } from './element.js';
import { confirmation, failure } from './outcome.js';

/**
 * Wires the panel up. Returns `open`, which shows the cart, and `update`, to be called when the cart changed.
 * @param {ReturnType<import('./cart.js').createCart>} cart
 * @param {() => { products: object[], shipping?: object }} catalogue as loaded so far
 */
export function createCartPanel(cart, catalogue) {
  const dialog = document.querySelector('#cart');
  const title = document.querySelector('#cart-title');
  const body = document.querySelector('#cart-body');
  const lines = cartLines((id, by) => cart.set(id, cart.quantityOf(id) + by));
  const totals = cartTotals();
  // Built once, so that what the customer typed stays when quantities change or a payment fails.
  const form = checkoutForm(order);

  async function order(data, report) {
    try {
      const result = await placeOrder(data, cart.lines(), report.step);
      cart.clear();
      showOutcome(confirmation(result), 'Order placed');
    } catch (error) {
      if (error.field && error.field !== 'lines') report.error(error.message, error.field);
      else showOutcome(failure(error, open));
    }
  }

  function update() {
    const { products, shipping } = catalogue();
    const shown = cart.lines().flatMap(({ productId, quantity }) => {
      const product = products.find(({ id }) => id === productId);
      return product ? [{ product, quantity }] : [];
    });
    lines.show(shown);
    const cents = shown.reduce((sum, { product, quantity }) => sum + product.priceCents * quantity, 0);
    if (shipping) totals.show(cents, shipping);
    if (shown.length === 0 && body.contains(form)) showOutcome(empty());
  }

  function empty() {
    return element('p', { className: 'outcome muted' }, 'Nothing in here yet.');
  }

  /** Takes the focus along: the button that had it is gone with the form. */
  function showOutcome(outcome, heading = 'Your cart') {
    title.textContent = heading;
    body.replaceChildren(outcome);
    outcome.tabIndex = -1;
    outcome.focus();
  }

  function open() {
    update();
    title.textContent = 'Your cart';
    body.replaceChildren(...(cart.count() === 0 ? [empty()] : [lines.list, totals.list, form]));
    if (!dialog.open) dialog.showModal();
    // Back from a failed order: the button that led here is gone.
    else body.focus();
  }

  document.querySelector('[data-close-cart]').onclick = () => dialog.close();
  // A click on the backdrop has the dialog itself as its target.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return { open, update };
}
