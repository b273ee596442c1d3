import { A, useParams } from '@solidjs/router';
import { createResource } from 'solid-js';
import { ask } from './ask.js';

export default function Product() {
  const { id } = useParams();
  const [product] = createResource(() => ask(`/api/products/${id}`));
  const [reviews] = createResource(product, () => ask(`/api/products/${id}/reviews`));
  return (
    <main>
      <A href="/">All products</A>
      <h1>{product()?.name}</h1>
      <p>{reviews()?.about}</p>
    </main>
  );
}
