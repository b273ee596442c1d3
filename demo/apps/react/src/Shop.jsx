import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask } from './ask.js';
import Cart from './Cart.jsx';
import { Compare, Offers, Recommendations, Sort } from './Concurrent.jsx';
import Stock from './Stock.jsx';

export default function Shop() {
  const { data: products = [] } = useQuery({ queryKey: ['products'], queryFn: () => ask('/api/products') });
  return (
    <main>
      <h1>Shop</h1>
      <ul>
        {products.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/product/${id}`}>{name}</Link>
            <Stock id={id} />
          </li>
        ))}
      </ul>
      <Offers />
      <Sort />
      <Compare />
      <Recommendations />
      <Cart />
    </main>
  );
}
