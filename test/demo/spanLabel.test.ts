import { expect, test } from 'vitest';
import { spanLabel } from '../../demo/view/spanLabel.mjs';

const url = (path: string) => ({ 'url.full': `http://localhost:8080${path}` });

test.each([
  ['GET', url('/api/products?page=REDACTED'), 'GET /api/products'],
  ['GET /', url('/'), 'GET /'],
  ['resource script', url('/assets/main.js?v=REDACTED'), 'resource script main.js'],
  ['document', url('/'), 'document /'],
  ['document', url('/products/'), 'document products'],
  ['page load', { ...url('/product/42'), 'clew.page_view.route': '/product/:id' }, 'page load /product/:id'],
  ['page load', {}, 'page load'],
  ['click Buy', url('/'), 'click Buy'],
  ['resource img', { 'url.full': 'nowhere' }, 'resource img'],
  ['', {}, 'unnamed'],
])('calls %j with %j %s', (name, attributes, label) => {
  expect(spanLabel({ name, attributes })).toBe(label);
});
