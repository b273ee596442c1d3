import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { traceMetaTag } from '../../src/server/index.js';
import { get, listening } from './tracedServers.ts';

it('names the server span and the time', async () => {
  const server = createServer((_request, response) => response.end(traceMetaTag()));
  const { body, traceparent } = await get(await listening(server));
  const [, content, time] =
    /^<meta name="traceparent" content="([\da-f-]+)" data-time="(\d{13})">$/.exec(body) ?? [];
  expect(content).toBe(traceparent);
  expect(Math.abs(Date.now() - Number(time))).toBeLessThan(60_000);
});

it('is empty without a span', () => {
  expect(traceMetaTag()).toBe('');
});
