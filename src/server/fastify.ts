// Fastify: a plugin, for the whole server.
import { joinNodeResponse, type NodeResponse } from './nodeResponse.js';
import { serverSpanContext } from './serverSpan.js';

/** What is used of Fastify's instance. */
export interface FastifyServer {
  addHook(
    name: 'onRequest',
    hook: (request: unknown, reply: { readonly raw: NodeResponse }, done: () => void) => void,
  ): unknown;
}

/**
 * Plugin that has responses name their trace.
 * @example await server.register(joinFastify)
 */
export function joinFastify(server: FastifyServer, _options: unknown, done: () => void): void {
  server.addHook('onRequest', (_request, reply, next) => {
    joinNodeResponse(reply.raw, serverSpanContext());
    next();
  });
  done();
}

// As fastify-plugin does it: the hook is for the server that registers it, not for a scope of its own.
Object.assign(joinFastify, { [Symbol.for('skip-override')]: true });
