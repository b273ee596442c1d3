// @ts-check
// The shop behind the page: a queue and five services in four languages. What traces them comes from outside: an agent, a
// wrapper, a preloaded SDK, for Go its middleware.
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/setUp.mjs';
import { binary } from './install.mjs';
import { cache } from './makeOnce.mjs';
import { brokerProgram } from './tools.mjs';

const folder = (/** @type {string} */ name) => join(root, 'stack', 'services', name);
const python = (/** @type {string} */ program) => join(cache, 'python', 'bin', program);
const url = (/** @type {number} */ port) => `http://127.0.0.1:${port}`;

/**
 * Erlang's name server. RabbitMQ would start one by itself, as a daemon that outlives it.
 * @param {import('./ports.mjs').Ports} ports
 * @returns {import('./startProgram.mjs').Program}
 */
export function queueNames(ports) {
  const args = ['-port', String(ports.queueNames), '-address', '127.0.0.1'];
  return { name: 'epmd', command: 'epmd', args, ready: ports.queueNames };
}

/**
 * RabbitMQ with everything it writes and every port it opens kept apart from another one on this machine.
 * @param {import('./ports.mjs').Ports} ports
 * @param {string} output
 * @returns {import('./startProgram.mjs').Program}
 */
export function queue(ports, output) {
  return {
    name: 'rabbitmq',
    command: brokerProgram(),
    env: {
      HOME: output,
      RABBITMQ_NODENAME: `clew${ports.queue}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(ports.queue),
      RABBITMQ_DIST_PORT: String(ports.queueNode),
      ERL_EPMD_PORT: String(ports.queueNames),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_MNESIA_BASE: join(output, 'rabbitmq'),
      RABBITMQ_LOG_BASE: join(output, 'rabbitmq'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: join(output, 'rabbitmq.pid'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(output, 'rabbitmq-plugins'),
    },
    ready: ports.queue,
  };
}

/**
 * @param {import('./ports.mjs').Ports} ports
 * @returns {import('./startProgram.mjs').Program[]}
 */
export function services(ports) {
  const env = (/** @type {string} */ name, /** @type {number} */ port) => ({
    PORT: String(port),
    CLEW_ENDPOINT: `http://localhost:${ports.otlp}`,
    ORDERS_URL: url(ports.orders),
    PRICING_URL: url(ports.pricing),
    STOCK_URL: url(ports.stock),
    SHIPPING_URL: url(ports.shipping),
    AMQP_URL: `amqp://guest:guest@127.0.0.1:${ports.queue}/%2F`,
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: url(ports.otlp),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
    OTEL_METRICS_EXPORTER: 'none',
    // The defaults, 5 s and 1 s, are right for a server and long for somebody who waits for one trace.
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BLRP_SCHEDULE_DELAY: '200',
  });
  const wrapped = (
    /** @type {string} */ name,
    /** @type {number} */ port,
    /** @type {string[]} */ server,
  ) => ({
    name,
    command: python('opentelemetry-instrument'),
    args: [python(/** @type {string} */ (server[0])), ...server.slice(1), '--port', String(port)],
    cwd: folder(name),
    env: { ...env(name, port), OTEL_LOGS_EXPORTER: 'otlp' },
    ready: port,
  });
  return [
    {
      name: 'shipping',
      command: 'java',
      args: [
        '-Xmx192m',
        `-javaagent:${join(cache, 'shipping', 'opentelemetry-javaagent.jar')}`,
        ...[
          '-cp',
          [join(cache, 'shipping', 'shipping.jar'), join(cache, 'shipping', 'lib', '*')].join(delimiter),
        ],
        'shipping.Main',
      ],
      env: {
        ...env('shipping', ports.shipping),
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_JAVA_EXPERIMENTAL_SPAN_ATTRIBUTES_COPY_FROM_BAGGAGE_INCLUDE: 'customer.tier',
      },
      ready: ports.shipping,
    },
    { name: 'stock', command: binary('stock'), env: env('stock', ports.stock), ready: ports.stock },
    wrapped('pricing', ports.pricing, ['flask', '--app', 'pricing', 'run']),
    wrapped('orders', ports.orders, ['uvicorn', 'orders:app']),
    {
      name: 'storefront',
      command: process.execPath,
      args: [
        ...['--import', pathToFileURL(join(root, 'demo', 'services', 'telemetry.mjs')).href],
        join(folder('storefront'), 'storefront.mjs'),
      ],
      env: env('storefront', ports.storefront),
      ready: ports.storefront,
    },
  ];
}
