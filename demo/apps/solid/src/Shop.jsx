import { A } from '@solidjs/router';
import { createResource, For } from 'solid-js';
import { ask } from './ask.js';
import Cart from './Cart.jsx';
import Stock from './Stock.jsx';

export default function Shop() {
  const [products] = createResource(() => ask('/api/products'));
  return (
    <main>
      <h1>Shop</h1>
      <ul>
        <For each={products()}>
          {({ id, name }) => (
            <li>
              <A href={`/product/${id}`}>{name}</A>
              <Stock id={id} />
            </li>
          )}
        </For>
      </ul>
      <Cart />
    </main>
  );
}
