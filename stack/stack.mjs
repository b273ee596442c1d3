// @ts-check
// The stack as a whole: the queue and the backends first, then the Collector, then the services that need them.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { telemetryBackends } from './backends.mjs';
import { cache } from './makeOnce.mjs';
import { queue, queueNames, services } from './services.mjs';
import { startProgram } from './startProgram.mjs';

/** @typedef {{ ports: import('./ports.mjs').Ports, output: string, stop(): Promise<void> }} Stack `output` has what the Collector wrote: received and kept spans, metrics, logs as .jsonl. */

/**
 * Starts everything and waits until all of it answers.
 * @param {import('./ports.mjs').Ports} ports
 * @param {Record<string, string>} [settings] Variables of deploy/collector/gateway.yaml that differ: `KEPT_PERCENT`.
 * @returns {Promise<Stack>}
 * @throws With the end of its log when one of them does not start; what was started is stopped.
 */
export async function startStack(ports, settings = {}) {
  const output = join(cache, `run-${ports.storefront}`);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  /** @type {import('./startProgram.mjs').Started[]} */
  const started = [];
  const stop = async () => {
    // The services first: they send what they still have, and something has to be there to take it.
    for (const program of started.splice(0).reverse()) await program.stop();
  };
  const start = async (/** @type {import('./startProgram.mjs').Program[]} */ programs) => {
    const group = programs.map((program) => startProgram(program, join(output, 'logs')));
    started.push(...group);
    await Promise.all(group.map(({ ready }) => ready));
  };
  try {
    await start([queueNames(ports)]);
    await start([queue(ports, output), ...telemetryBackends(ports, output, settings)]);
    await start(services(ports));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, output, stop };
}
