// The shop's page: joins catalogue, cart and panel. Plain modules, native async/await, nothing bundled; Clew is not mentioned.
import { createCart } from './cart.js';
import { createCartPanel } from './cartPanel.js';
import { showCatalogue } from './catalogue.js';
import { limitText, mostOf } from './stock.js';

const cart = createCart(sessionStorage);
const toast = document.querySelector('#toast');
let catalogue = { products: [] };
let toastTimer;

const panel = createCartPanel(cart, () => catalogue);

cart.onChange(() => {
  showCount();
  panel.update();
});
document.querySelector('[data-testid="open-cart"]').onclick = () => {
  // The cart says it better, and its backdrop would cover the message.
  toast.classList.remove('shown');
  panel.open();
};
// With traces going to a backend of your own there is no view to link to.
document.querySelector('[data-view-link]').hidden = !document.body.dataset.viewUrl;
showCount();
catalogue = await showCatalogue(add);

function add(product) {
  const quantity = cart.quantityOf(product.id);
  const isLeft = quantity < mostOf(product);
  if (isLeft) cart.set(product.id, quantity + 1);
  toast.textContent = isLeft
    ? `${product.name} is in your cart`
    : `${product.name} is in your cart. ${limitText(product)}.`;
  toast.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.classList.remove('shown'), 1_800);
}

function showCount() {
  document.querySelector('[data-cart-count]').textContent = String(cart.count());
}
