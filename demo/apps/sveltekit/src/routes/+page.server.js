import { products } from '$lib/products.js';

let ordered = 0;

export const load = () => ({ products, ordered });

export const actions = {
  order: () => {
    ordered++;
    return { ordered };
  },
};
