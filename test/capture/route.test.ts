import { expect, it } from 'vitest';
import { createRouteNamer, type Routes } from '../../src/capture/route.js';

const name = (url: string, routes: Routes = []) =>
  createRouteNamer(routes)(new URL(url, 'https://shop.example'));

it.each([
  ['/', '/'],
  ['/product/42', '/product/:id'],
  ['/product/42/reviews?page=2#top', '/product/:id/reviews'],
  ['/u/6fa459ea-ee8a-3ca4-894e-db77e160355e', '/u/:id'],
  ['/commit/9e396a0f', '/commit/:id'],
  ['/orders/ORD-20261', '/orders/:id'],
  ['/d/1BxiMVs0XRA5n', '/d/:id'],
  ['/confirm/jane@example.com', '/confirm/:id'],
  ['/confirm/jane%40example.com', '/confirm/:id'],
  ['/blog/how-we-made-our-checkout-twice-as-fast', '/blog/:id'],
  ['/api/v2/top10', '/api/v2/top10'],
  ['/decade/facade', '/decade/facade'],
  ['/#/product/42?tab=1', '/#/product/:id'],
  ['/app#!/orders/7', '/app#!/orders/:id'],
  ['/docs#section-2', '/docs'],
])('guesses for %s the route %s', (url, route) => {
  expect(name(url)).toBe(route);
});

it.each([
  ['/product/blue-ball', '/product/:slug'],
  ['/product/blue-ball/', '/product/:slug'],
  ['/product/blue-ball/reviews', '/product/:slug/*'],
  ['/product', '/product'],
  ['/', '/'],
  ['/#/cart/x', '/#/cart/:id'],
])('takes for %s the pattern %s', (url, route) => {
  expect(name(url, ['/product/:slug', '/product/:slug/*', '/#/cart/:id', '/'])).toBe(route);
});

it('takes the first pattern that matches, and guesses without one', () => {
  expect(name('/a/b', ['/a/:x', '/:y/b'])).toBe('/a/:x');
  expect(name('/other/42', ['/a/:x'])).toBe('/other/:id');
  expect(name('/product/', ['/product/:id'])).toBe('/product/');
});

it("takes the page's function, and guesses where it says nothing or fails", () => {
  expect(name('/shop/42', ({ pathname }) => `route of ${pathname}`)).toBe('route of /shop/42');
  expect(name('/shop/42', () => undefined)).toBe('/shop/:id');
  expect(
    name('/shop/42', () => {
      throw new Error('broken');
    }),
  ).toBe('/shop/:id');
});
