// The entry `clew/server`: how a Node backend tells the page which trace made it. Named re-exports only.
export { joinExpress } from './express.js';
export { joinFastify } from './fastify.js';
export { joinHono } from './hono.js';
export { joinHttp } from './http.js';
export { traceMetaTag } from './metaTag.js';
export { joinResponse } from './webResponse.js';
