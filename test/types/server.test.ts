// clew/server fits the frameworks as their own types have them. Checked by `tsc -p tsconfig.test.json`.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import express from 'express';
import fastify, { type FastifyPluginCallback } from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import { expectTypeOf, it } from 'vitest';
import {
  joinExpress,
  joinFastify,
  joinHono,
  joinHttp,
  joinResponse,
  traceMetaTag,
} from '../../src/server/index.js';

/** Never called: only its types count. */
function accepted(): void {
  createServer(joinHttp((request, response) => response.end(request.url)));
  createServer(joinHttp((request: IncomingMessage, response: ServerResponse) => response.end(request.url)));
  createHttp2Server(
    joinHttp((request: Http2ServerRequest, response: Http2ServerResponse) => response.end(request.url)),
  );
  express().use(joinExpress());
  express.Router().use('/pages', joinExpress());
  void fastify().register(joinFastify);
  new Hono().use(joinHono());
  new Hono().use('/pages/*', joinHono());
}

/** Never called either. */
function refused(): void {
  // @ts-expect-error a handler is needed
  joinHttp();
  // @ts-expect-error a response, not its promise
  joinResponse(Promise.resolve(new Response()));
}

it('has the types that the frameworks ask for', () => {
  expectTypeOf(accepted).toBeFunction();
  expectTypeOf(refused).toBeFunction();
  expectTypeOf(joinExpress()).toExtend<express.RequestHandler>();
  expectTypeOf(joinFastify).toExtend<FastifyPluginCallback>();
  expectTypeOf(joinHono()).toExtend<MiddlewareHandler>();
  expectTypeOf(joinResponse).returns.toEqualTypeOf<Response>();
  expectTypeOf(traceMetaTag).returns.toBeString();
  expectTypeOf(joinHttp<RequestListener>).returns.toEqualTypeOf<RequestListener>();
});
