import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { joinHono, joinResponse } from '../../src/server/index.js';
import { listening } from './tracedServers.ts';

const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };
const named =
  /^traceparent;desc="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", trace;desc=00-4bf/;

describe('joinResponse', () => {
  it('returns the same response where its headers can be changed', () => {
    const response = new Response('page');
    expect(joinResponse(response, span)).toBe(response);
    expect(response.headers.get('server-timing')).toMatch(named);
  });

  it('copies a fetched response, whose headers cannot be changed', async () => {
    const origin = await listening(
      createServer((_request, response) => response.writeHead(201, 'Made', { 'x-a': '1' }).end('page')),
    );
    const joined = joinResponse(await fetch(origin), span);
    expect(joined.headers.get('server-timing')).toMatch(named);
    expect([joined.status, joined.statusText, joined.headers.get('x-a')]).toEqual([201, 'Made', '1']);
    expect(await joined.text()).toBe('page');
  });

  it('copies a redirect', () => {
    const joined = joinResponse(Response.redirect('https://shop.example.com/', 303), span);
    expect([joined.status, joined.headers.get('location')]).toEqual([303, 'https://shop.example.com/']);
    expect(joined.headers.get('server-timing')).toMatch(named);
  });

  it('returns what it cannot change: an error, a used response, no response', async () => {
    const used = await fetch('data:,page');
    await used.text();
    for (const odd of [Response.error(), used, undefined, {}, null])
      expect(joinResponse(odd as Response, span)).toBe(odd);
  });
});

it('joinHono passes on what the next handler throws', async () => {
  const next = () => Promise.reject(new Error('own'));
  await expect(joinHono()({ res: new Response() }, next)).rejects.toThrow('own');
});
