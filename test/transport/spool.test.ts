// What is left to say without a real IndexedDB; that is in e2e/spool.spec.ts.
import { expect, it, vi } from 'vitest';
import { createSpool } from '../../src/transport/spool.js';

it('writes nothing, and opens nothing, once it was told to forget', async () => {
  const transact = vi.fn(async () => undefined);
  const spool = createSpool({ name: 'clew.test', page: 'page', transact, now: Date.now });
  const row = { signal: 'traces', count: 1, text: 'span' } as const;
  const keys = await spool.save([row], 0);
  spool.forget();
  transact.mockClear();
  await spool.save([row], 0);
  await spool.remove(keys);
  await spool.due(1, () => true);
  await spool.trim();
  spool.open();
  expect(transact).not.toHaveBeenCalled();
});
