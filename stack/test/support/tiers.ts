// The two tiers of deploy/ on this machine, as their configurations are: one agent, two gateways, and a Jaeger behind them.
import { join } from 'node:path';
import { root } from '../../../scripts/setUp.mjs';
import { jaeger } from '../../backends.mjs';
import { binary } from '../../install.mjs';
import { cache } from '../../makeOnce.mjs';
import { freePortsFor } from '../../ports.mjs';
import { startProgram } from '../../startProgram.mjs';

/** The running programs. Of each Collector, and of Jaeger, which is one too, the port of its metrics. */
export interface Tiers {
  /** OTLP/HTTP base URL of the agent. */
  readonly url: string;
  readonly agent: number;
  readonly gateways: readonly number[];
  readonly jaeger: number;
  /** Where Jaeger answers queries. */
  readonly jaegerQuery: number;
  stop(): Promise<void>;
}

const folder = join(root, 'deploy', 'collector');
const logs = join(cache, 'tiers');

/** Starts a Collector with these files of deploy/. */
function startCollector(name: string, configs: string[], health: number, env: Record<string, string>) {
  const HEALTH_ADDRESS = `127.0.0.1:${health}`;
  return startProgram(
    {
      name,
      command: binary('otelcol'),
      args: configs.map((config) => `--config=${join(folder, config)}`),
      env: { METRICS_HOST: '127.0.0.1', HEALTH_ADDRESS, ...env },
      ready: `http://${HEALTH_ADDRESS}`,
    },
    logs,
  );
}

/** Starts all four. The gateways keep every trace, so that each one lost on the way is missed at its end. */
export async function startTiers(): Promise<Tiers> {
  const gateways = [1, 2] as const;
  const ports = await freePortsFor([
    ...(['otlp', 'agentHealth', 'agentMetrics'] as const),
    ...(['jaeger', 'jaegerGrpc', 'jaegerOtlp', 'jaegerMetrics'] as const),
    ...gateways.flatMap((n) => [`otlp${n}`, `health${n}`, `metrics${n}`, `spanMetrics${n}`] as const),
  ]);
  const address = (port: number) => `127.0.0.1:${port}`;
  const started: ReturnType<typeof startProgram>[] = [];
  const start = async (programs: typeof started) => {
    started.push(...programs);
    await Promise.all(programs.map(({ ready }) => ready));
  };
  // From the back: a tier that starts before the next one answers finds nobody, and tries again when it sees fit.
  await start([startProgram(jaeger(ports), logs)]);
  await start(
    gateways.map((n) =>
      startCollector(
        `gateway-${n}`,
        ['gateway.yaml', join('exporters', 'jaeger.yaml')],
        ports[`health${n}`],
        {
          OTLP_GRPC_ADDRESS: address(ports[`otlp${n}`]),
          SPAN_METRICS_ADDRESS: address(ports[`spanMetrics${n}`]),
          METRICS_PORT: String(ports[`metrics${n}`]),
          JAEGER_ADDRESS: address(ports.jaegerOtlp),
          KEPT_PERCENT: '100',
        },
      ),
    ),
  );
  await start([
    startCollector('agent', ['browsers.yaml', 'agent.yaml', 'agent-static.yaml'], ports.agentHealth, {
      OTLP_HTTP_ADDRESS: address(ports.otlp),
      METRICS_PORT: String(ports.agentMetrics),
      SITE_ORIGIN: 'http://localhost',
      GATEWAY_1: address(ports.otlp1),
      GATEWAY_2: address(ports.otlp2),
    }),
  ]);
  return {
    url: `http://${address(ports.otlp)}`,
    agent: ports.agentMetrics,
    gateways: gateways.map((n) => ports[`metrics${n}`]),
    jaeger: ports.jaegerMetrics,
    jaegerQuery: ports.jaeger,
    stop: async () => {
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}
