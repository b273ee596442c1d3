// Node lets a head be written in many ways; each one keeps what it says.
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { joinHttp } from '../../src/server/index.js';
import { get, listening, namesOf, serverTimingOf } from './tracedServers.ts';

/** Answers one request of a joined server as `handle` does. */
async function answered(handle: (response: ServerResponse) => void) {
  return get(await listening(createServer(joinHttp((_request, response) => handle(response)))));
}

const forms: Record<string, (response: ServerResponse) => void> = {
  'no head': (response) => response.end('ok'),
  'the first write': (response) => {
    response.write('o');
    response.end('k');
  },
  flushHeaders: (response) => {
    response.flushHeaders();
    response.end('ok');
  },
  'a status': (response) => response.writeHead(200).end('ok'),
  'a reason': (response) => response.writeHead(200, 'Fine').end('ok'),
  'an object': (response) => response.writeHead(200, { 'x-a': '1' }).end('ok'),
  'a reason and an object': (response) => response.writeHead(200, 'Fine', { 'x-a': '1' }).end('ok'),
  'a flat list': (response) => response.writeHead(200, ['x-a', '1']).end('ok'),
  'a list of pairs': (response) => response.writeHead(200, [['x-a', '1']] as never).end('ok'),
};

describe('a response whose head is written', () => {
  it.each(Object.entries(forms))('by %s names its trace', async (_form, handle) => {
    const answer = await answered(handle);
    expect(answer.body).toBe('ok');
    expect(serverTimingOf(answer)).toBe(namesOf(answer));
  });

  it('with other headers keeps them', async () => {
    const { response } = await answered((response) => response.writeHead(201, 'Made', { 'x-a': '1' }).end());
    expect([response.status, response.statusText, response.headers.get('x-a')]).toEqual([201, 'Made', '1']);
  });

  it('with two cookies in a list keeps both', async () => {
    const { response } = await answered((response) =>
      response.writeHead(200, ['set-cookie', 'a=1', 'set-cookie', 'b=2']).end(),
    );
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it.each(['server-timing', 'Server-Timing', 'SERVER-TIMING'])('with its own %s keeps that', async (name) => {
    const answers = [
      await answered((response) => response.setHeader(name, 'db;dur=3').end()),
      await answered((response) => response.writeHead(200, { [name]: 'db;dur=3' }).end()),
      await answered((response) => response.writeHead(200, [name, 'db;dur=3']).end()),
    ];
    for (const answer of answers) expect(serverTimingOf(answer)).toBe(`db;dur=3, ${namesOf(answer)}`);
  });

  it('with what was set before and is replaced keeps the newer', async () => {
    const answer = await answered((response) => {
      response.setHeader('server-timing', 'old').writeHead(200, { 'server-timing': 'new' });
      response.end();
    });
    expect(serverTimingOf(answer)).toBe(`new, ${namesOf(answer)}`);
  });

  it.each([
    (response: ServerResponse) => response.setHeader('cache-control', 'public, max-age=9').end(),
    (response: ServerResponse) => response.writeHead(200, { 'Cache-Control': 's-maxage=9' }).end(),
  ])('for a shared cache does not', async (handle) => {
    expect(serverTimingOf(await answered(handle))).toBeNull();
  });

  it("twice has Node's own error", async () => {
    const codes: unknown[] = [];
    await answered((response) => {
      response.writeHead(200);
      try {
        response.writeHead(200);
      } catch (error) {
        codes.push((error as NodeJS.ErrnoException).code);
      }
      response.end();
    });
    expect(codes).toEqual(['ERR_HTTP_HEADERS_SENT']);
  });

  it('by two wrappers names its trace once', async () => {
    const once = joinHttp((_request: unknown, response: ServerResponse) => response.end());
    const answer = await get(await listening(createServer(joinHttp(once))));
    expect(serverTimingOf(answer)).toBe(namesOf(answer));
  });
});

it('passes on what the handler throws and returns', () => {
  const response = { getHeader: () => undefined, setHeader: () => undefined, writeHead: () => undefined };
  expect(joinHttp((_request?: unknown, _response?: unknown) => 'result')(undefined, response)).toBe('result');
  const thrower = joinHttp((_request?: unknown, _response?: unknown): void => {
    throw new Error('own');
  });
  expect(() => thrower(undefined, response)).toThrow('own');
});
