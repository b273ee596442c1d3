// The two tiers of deploy/ on this machine: one agent, two gateways, as their configurations are.
import { join } from 'node:path';
import { root } from '../../../scripts/setUp.mjs';
import { binary } from '../../install.mjs';
import { freePortsFor } from '../../ports.mjs';
import { startProgram } from '../../startProgram.mjs';

/** Running Collectors. */
export interface Tiers {
  /** OTLP/HTTP base URL of the agent. */
  readonly url: string;
  readonly agentMetrics: number;
  /** The metrics ports of both gateways. */
  readonly gatewayMetrics: readonly number[];
  stop(): Promise<void>;
}

const folder = join(root, 'deploy', 'collector');

/** Starts a Collector with these files of deploy/ and whatever else its `--config` takes. */
function startCollector(name: string, configs: string[], health: number, env: Record<string, string>) {
  const HEALTH_ADDRESS = `127.0.0.1:${health}`;
  return startProgram(
    {
      name,
      command: binary('otelcol'),
      args: configs.map((config) => `--config=${config}`),
      env: { METRICS_HOST: '127.0.0.1', HEALTH_ADDRESS, ...env },
      ready: `http://${HEALTH_ADDRESS}`,
    },
    join(root, '.cache', 'stack', 'tiers'),
  );
}

/** Starts all three. The gateways keep every trace, and their exporter counts what a backend would get. */
export async function startTiers(): Promise<Tiers> {
  const gateways = [1, 2] as const;
  const ports = await freePortsFor([
    ...(['otlp', 'agentHealth', 'agentMetrics'] as const),
    ...gateways.flatMap((n) => [`otlp${n}`, `health${n}`, `metrics${n}`, `spanMetrics${n}`] as const),
  ]);
  const address = (port: number) => `127.0.0.1:${port}`;
  const started = [
    ...gateways.map((n) =>
      startCollector(
        `gateway-${n}`,
        [join(folder, 'gateway.yaml'), 'yaml:service::pipelines::traces::exporters: [debug]'],
        ports[`health${n}`],
        {
          OTLP_GRPC_ADDRESS: address(ports[`otlp${n}`]),
          SPAN_METRICS_ADDRESS: address(ports[`spanMetrics${n}`]),
          METRICS_PORT: String(ports[`metrics${n}`]),
          KEPT_PERCENT: '100',
        },
      ),
    ),
    startCollector(
      'agent',
      [join(folder, 'agent.yaml'), join(folder, 'agent-static.yaml')],
      ports.agentHealth,
      {
        OTLP_HTTP_ADDRESS: address(ports.otlp),
        METRICS_PORT: String(ports.agentMetrics),
        SITE_ORIGIN: 'http://localhost',
        GATEWAY_1: address(ports.otlp1),
        GATEWAY_2: address(ports.otlp2),
      },
    ),
  ];
  await Promise.all(started.map(({ ready }) => ready));
  return {
    url: `http://${address(ports.otlp)}`,
    agentMetrics: ports.agentMetrics,
    gatewayMetrics: gateways.map((n) => ports[`metrics${n}`]),
    stop: async () => {
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}
