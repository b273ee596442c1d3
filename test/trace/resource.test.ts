import { expect, it } from 'vitest';
import { createResource } from '../../src/trace/resource.js';

const resource = createResource({ 'service.name': 'shop', 'browser.mobile': false });

it('merges into a new resource in which the other counts', () => {
  const merged = resource.merge({ attributes: { 'service.name': 'other' } });
  expect(merged.attributes).toEqual({ 'service.name': 'other', 'browser.mobile': false });
  expect(resource.attributes['service.name']).toBe('shop');
  expect(resource.merge(null).attributes).toEqual(resource.attributes);
});

it('lists its attributes as OpenTelemetry resources do', () => {
  expect(resource.getRawAttributes()).toEqual([
    ['service.name', 'shop'],
    ['browser.mobile', false],
  ]);
});
