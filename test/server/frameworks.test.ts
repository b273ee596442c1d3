// Each framework with its own server: the response names the span that OpenTelemetry recorded for the request.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { context, trace } from '@opentelemetry/api';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { joinExpress, joinFastify, joinHono, joinHttp, joinResponse } from '../../src/server/index.js';
import { get, listening, namesOf, serverTimingOf } from './tracedServers.ts';

const page = '<!doctype html><title>Page</title>';
const shared = 'public, max-age=600';

/** Servers with `/` (a page), `/db` (a page with a metric of its own) and `/shared` (a page for a shared cache). */
const servers: Record<string, () => Promise<string>> = {
  http: () =>
    listening(
      createServer(
        joinHttp((request, response) => {
          if (request.url === '/db') response.setHeader('server-timing', 'db;dur=3');
          response.writeHead(200, request.url === '/shared' ? { 'cache-control': shared } : {}).end(page);
        }),
      ),
    ),
  express: () => {
    const app = express();
    app.use(joinExpress());
    app.get('/', (_request, response) => void response.send(page));
    app.get('/db', (_request, response) => void response.set('Server-Timing', 'db;dur=3').send(page));
    app.get('/shared', (_request, response) => void response.set('Cache-Control', shared).send(page));
    return listening(createServer(app));
  },
  fastify: async () => {
    const app = fastify();
    await app.register(joinFastify);
    app.get('/', (_request, reply) => reply.type('text/html').send(page));
    app.get('/db', (_request, reply) => reply.header('server-timing', 'db;dur=3').send(page));
    app.get('/shared', (_request, reply) => reply.header('cache-control', shared).send(page));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return listening(app.server as Server);
  },
  hono: () => {
    const app = new Hono();
    app.use(joinHono());
    app.get('/', (c) => c.html(page));
    app.get('/db', (c) => c.html(page, 200, { 'server-timing': 'db;dur=3' }));
    app.get('/shared', (c) => c.html(page, 200, { 'cache-control': shared }));
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
  },
  'a Web handler': () => {
    const headers: Record<string, HeadersInit> = {
      '/db': { 'server-timing': 'db;dur=3' },
      '/shared': { 'cache-control': shared },
    };
    const handle = async (request: Request) =>
      joinResponse(new Response(page, { headers: headers[new URL(request.url).pathname] ?? {} }));
    return listening(serve({ fetch: handle, port: 0, hostname: '127.0.0.1' }) as Server);
  },
};

describe.each(Object.entries(servers))('%s', (_name, start) => {
  it("names the request's server span under both names, with the time", async () => {
    const answer = await get(await start());
    expect(serverTimingOf(answer)).toBe(namesOf(answer));
    expect(answer.body).toBe(page);
  });

  it('keeps the metrics that were there', async () => {
    const answer = await get(`${await start()}/db`);
    expect(serverTimingOf(answer)).toBe(`db;dur=3, ${namesOf(answer)}`);
  });

  it('leaves a response alone that a shared cache may hand to others', async () => {
    const answer = await get(`${await start()}/shared`);
    expect(serverTimingOf(answer)).toBeNull();
    expect(answer.body).toBe(page);
  });
});

it('names the server span, not that of a middleware around', async () => {
  const app = express();
  app.use((_request, _response, next) => trace.getTracer('test').startActiveSpan('middleware', () => next()));
  app.use(joinExpress());
  app.get('/', (_request, response) => void response.send(page));
  const answer = await get(await listening(createServer(app)));
  expect(serverTimingOf(answer)).toBe(namesOf(answer));
});

it('names the active span where no instrumentation made a server span', () => {
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 3 };
  const joined = context.with(trace.setSpanContext(context.active(), spanContext), () =>
    joinResponse(new Response(page)),
  );
  expect(joined.headers.get('server-timing')).toContain(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-03`);
});

it('does nothing without a span', () => {
  expect(joinResponse(new Response(page)).headers.get('server-timing')).toBeNull();
});

it('answers over HTTP/2', async () => {
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const join = joinHttp((_request: unknown, response: import('node:http2').Http2ServerResponse) =>
    response.end(page),
  );
  const server = createHttp2Server((request, response) =>
    context.with(trace.setSpanContext(context.active(), spanContext), () => join(request, response)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const [headers] = await once(client.request({ ':path': '/' }).end(), 'response');
  expect(headers['server-timing']).toContain(`trace;desc=00-${'a'.repeat(32)}`);
});
