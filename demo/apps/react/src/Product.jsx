// A lazy route of React Router: its code comes with the click, then its loader's data, then an effect's.
import { useEffect, useState } from 'react';
import { Link, useLoaderData } from 'react-router';
import { ask } from './ask.js';

export const loader = ({ params }) => ask(`/api/products/${params.id}`);

export function Component() {
  const product = useLoaderData();
  const [reviews, setReviews] = useState([]);
  useEffect(() => {
    ask(`/api/products/${product.id}/reviews`).then(setReviews);
  }, [product.id]);
  return (
    <main>
      <h1>{product.name}</h1>
      <p>{reviews.length} reviews</p>
      <Link to="/">All products</Link>
    </main>
  );
}
