import { expect, it } from 'vitest';
import { createSession } from '../../src/pipeline/session.js';

it('gives each session an id of its own, 32 hexadecimal digits', () => {
  const [first, second] = [createSession(), createSession()];
  expect(first.id).toMatch(/^[\da-f]{32}$/);
  expect(first.id).not.toBe(second.id);
});
