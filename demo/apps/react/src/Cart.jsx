// TanStack Query: a mutation, and the query that it makes stale. React 19: a form whose action is asynchronous.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useActionState } from 'react';
import { ask } from './ask.js';

export default function Cart() {
  const client = useQueryClient();
  const { data: cart } = useQuery({ queryKey: ['cart'], queryFn: () => ask('/api/cart') });
  const { mutate } = useMutation({
    mutationFn: () => ask('/api/cart/items', { method: 'POST' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['cart'] }),
  });
  const [coupon, redeem] = useActionState(async () => {
    await ask('/api/coupon', { method: 'POST' });
    return await ask('/api/coupon/terms');
  });
  return (
    <>
      <button type="button" onClick={() => mutate()}>
        Add to cart
      </button>
      <p>{cart ? 'Cart loaded' : '…'}</p>
      <form action={redeem}>
        <button type="submit">Redeem coupon</button>
        {coupon && 'redeemed'}
      </form>
    </>
  );
}
