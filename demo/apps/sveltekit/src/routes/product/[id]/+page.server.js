import { products } from '$lib/products.js';

export const load = ({ params }) => ({ product: products[Number(params.id) - 1] });
