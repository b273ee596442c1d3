import { expect, test } from 'vitest';
import type { SpanRecord } from '../../demo/collector/flattenSpans.mjs';
import { verifyTrace } from '../../demo/verifyTrace.mjs';
import { joinedSpans, sketchSpan } from './checkoutTrace.ts';

/** The links that do not hold, name and finding, after `change` was done to one span of a joined trace. */
function missingAfter(id: string, change: Partial<SpanRecord> | 'removed') {
  const spans = joinedSpans().flatMap((span) => {
    if (span.spanId !== id) return [span];
    return change === 'removed' ? [] : [{ ...span, ...change }];
  });
  const { isJoined, links } = verifyTrace({ spans });
  const missing = links.filter((link) => link.missing !== undefined);
  expect(isJoined).toBe(missing.length === 0);
  return Object.fromEntries(missing.map((link) => [link.name, link.missing]));
}

test('accepts a trace that is joined from the click to the SQL', () => {
  expect(verifyTrace({ spans: joinedSpans() }).isJoined).toBe(true);
});

test('names the roots it found when no click is one', () => {
  expect(missingAfter('click', { name: 'documentLoad' })).toEqual({
    'the click on the page is the root': 'found "documentLoad" of shop-web',
    'the fetch of /api/checkout is a child of the click': 'its parent is not there',
  });
});

test('does not take a click of another service for the page', () => {
  expect(missingAfter('click', { service: 'gateway' })).toHaveProperty('the click on the page is the root');
});

test('says what the fetch hangs from instead of the click', () => {
  expect(missingAfter('fetch', { parentSpanId: '' })).toEqual({
    'the fetch of /api/checkout is a child of the click': '"POST" has no parent',
  });
  expect(missingAfter('fetch', { parentSpanId: 'orders-sql' })).toEqual({
    'the fetch of /api/checkout is a child of the click': 'its parent is "INSERT" of orders',
  });
});

test('says that the gateway began a trace of its own', () => {
  expect(missingAfter('gateway-server', { parentSpanId: '' })).toEqual({
    'the gateway continues the fetch': '"POST /api/checkout" has no parent',
  });
});

test('says that a parent is not in the trace', () => {
  expect(missingAfter('to-orders', 'removed')).toEqual({
    'orders and its SQL are in the trace': '"POST /orders" is not the child of another service\'s call',
    'every parent is in the trace': 'missing for "POST /orders" of orders',
  });
});

test.each(['orders', 'inventory', 'payments', 'notifications'])('misses the SQL of %s', (service) => {
  expect(missingAfter(`${service}-sql`, 'removed')).toEqual({
    [`${service} and its SQL are in the trace`]: 'no SQL span',
  });
});

test('misses SQL that hangs from another service', () => {
  expect(missingAfter('payments-sql', { parentSpanId: 'orders-server' })).toEqual({
    'payments and its SQL are in the trace': '"INSERT" is not below a span of payments',
  });
});

test('misses a service that sent nothing', () => {
  const spans = joinedSpans().filter(({ service }) => service !== 'notifications');
  expect(verifyTrace({ spans }).links).toContainEqual({
    name: 'notifications and its SQL are in the trace',
    missing: 'no span of this service',
  });
});

test('finds nothing in an empty trace, and says so', () => {
  const { isJoined, links } = verifyTrace({ spans: [] });
  expect(isJoined).toBe(false);
  expect(links[0]?.missing).toBe('the trace has no root');
});

test('ignores other requests of the same click', () => {
  const price = sketchSpan({
    id: 'price',
    parent: 'click',
    service: 'shop-web',
    name: 'POST',
    kind: 3,
    attributes: { 'url.full': 'http://localhost:8080/api/cart/price' },
  });
  expect(verifyTrace({ spans: [price, ...joinedSpans()] }).isJoined).toBe(true);
});
