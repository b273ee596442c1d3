// A transition that waits for a resource, an effect that is deferred, and plain async functions.
import { createEffect, createResource, createSignal, on, Suspense, useTransition } from 'solid-js';
import { ask } from './ask.js';

export default function Cart() {
  const [category, setCategory] = createSignal();
  const [isPending, start] = useTransition();
  const [offers] = createResource(category, (name) => ask(`/api/offers/${name}`));
  const [items, setItems] = createSignal(0);
  createEffect(
    on(items, () => ask('/api/cart/items', { method: 'POST' }).then(() => ask('/api/cart')), { defer: true }),
  );
  const recommend = async () => {
    const { about } = await ask('/api/recommendations');
    await ask(`${about}/prices`);
  };
  return (
    <>
      <button type="button" onClick={() => start(() => setCategory('wool'))} disabled={isPending()}>
        Offers
      </button>
      <button type="button" onClick={() => setItems((count) => count + 1)}>
        Add to cart
      </button>
      <button type="button" onClick={recommend}>
        Recommend
      </button>
      <Suspense fallback="…">
        <p>
          {items()} items {offers()?.about}
        </p>
      </Suspense>
    </>
  );
}
