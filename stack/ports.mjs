// @ts-check
// Every port of the stack: the well-known ones for people, free ones for tests.
import { createServer } from 'node:net';

/** @typedef {'storefront' | 'orders' | 'pricing' | 'stock' | 'shipping' | 'queue' | 'queueNames' | 'queueNode' | 'otlp' | 'otlpGrpc' | 'metrics' | 'spanMetrics' | 'health' | 'jaeger' | 'jaegerGrpc' | 'jaegerOtlp' | 'jaegerMetrics' | 'tempo' | 'tempoGrpc' | 'tempoOtlp' | 'zipkin'} PortName */

/** @typedef {Readonly<Record<PortName, number>>} Ports */

/** Where each program listens by its own documentation; ours from 8200 on. @type {Ports} */
export const wellKnownPorts = {
  storefront: 8200,
  orders: 8201,
  pricing: 8202,
  stock: 8203,
  shipping: 8204,
  queue: 5672,
  queueNames: 4369,
  queueNode: 25_672,
  otlp: 4318,
  otlpGrpc: 4317,
  metrics: 8888,
  spanMetrics: 8889,
  health: 13_133,
  jaeger: 16_686,
  jaegerGrpc: 16_685,
  jaegerOtlp: 14_317,
  jaegerMetrics: 18_888,
  tempo: 3200,
  tempoGrpc: 9095,
  tempoOtlp: 24_318,
  zipkin: 9411,
};

/** @returns {Promise<import('node:net').Server>} */
const listen = (/** @type {number} */ port) =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => resolve(probe));
  });

const close = (/** @type {import('node:net').Server} */ probe) =>
  new Promise((resolve) => probe.close(resolve));

/**
 * A port nobody listens on for each name. All are held at once before they are let go, so that no two are the same.
 * @template {string} Name
 * @param {readonly Name[]} names
 * @returns {Promise<Readonly<Record<Name, number>>>}
 */
export async function freePortsFor(names) {
  const probes = await Promise.all(names.map(() => listen(0)));
  const found = probes.map((probe) => /** @type {import('node:net').AddressInfo} */ (probe.address()).port);
  await Promise.all(probes.map(close));
  const entries = names.map((name, index) => [name, found[index]]);
  return /** @type {Record<Name, number>} */ (Object.fromEntries(entries));
}

/** @returns {Promise<Ports>} Free ports for all of the stack. */
export function freePorts() {
  return freePortsFor(/** @type {PortName[]} */ (Object.keys(wellKnownPorts)));
}

/**
 * @returns {Promise<void>}
 * @throws When another program has one of these ports; the message names it and what wanted it.
 */
export async function assertFree(/** @type {Ports} */ ports) {
  for (const [name, port] of Object.entries(ports)) {
    const probe = await listen(port).catch(() => {
      throw new Error(`Port ${port}, for ${name}, is taken by another program. End that one first.`);
    });
    await close(probe);
  }
}
