// @ts-check
// The programs that take telemetry: the Collector, and behind it Jaeger, Tempo and Zipkin.
import { join } from 'node:path';
import { root } from '../scripts/setUp.mjs';
import { binary } from './install.mjs';
import { cache } from './makeOnce.mjs';

const config = (/** @type {string} */ name) => join(root, 'stack', name, 'config.yaml');

/**
 * @param {import('./ports.mjs').Ports} ports
 * @param {string} output Folder for what they store.
 * @param {Record<string, string>} settings Variables of collector/config.yaml.
 * @returns {import('./startProgram.mjs').Program[]}
 */
export function telemetryBackends(ports, output, settings) {
  const env = {
    OUTPUT: output,
    OTLP_PORT: String(ports.otlp),
    METRICS_PORT: String(ports.metrics),
    JAEGER_PORT: String(ports.jaeger),
    JAEGER_GRPC_PORT: String(ports.jaegerGrpc),
    JAEGER_OTLP_PORT: String(ports.jaegerOtlp),
    TEMPO_PORT: String(ports.tempo),
    TEMPO_GRPC_PORT: String(ports.tempoGrpc),
    TEMPO_OTLP_PORT: String(ports.tempoOtlp),
    ZIPKIN_PORT: String(ports.zipkin),
    ...settings,
  };
  return [
    {
      name: 'zipkin',
      command: 'java',
      args: ['-Xmx256m', '-jar', join(cache, 'zipkin', 'zipkin-server-exec.jar')],
      env: { QUERY_PORT: String(ports.zipkin), STORAGE_TYPE: 'mem' },
      ready: `http://127.0.0.1:${ports.zipkin}/health`,
    },
    {
      name: 'jaeger',
      command: binary('jaeger'),
      args: ['--config', config('jaeger')],
      env,
      ready: ports.jaeger,
    },
    {
      name: 'tempo',
      command: binary('tempo'),
      args: ['-config.file', config('tempo'), '-config.expand-env'],
      env,
      ready: `http://127.0.0.1:${ports.tempo}/ready`,
    },
    {
      name: 'otelcol',
      command: binary('otelcol'),
      args: ['--config', config('collector')],
      env,
      ready: ports.otlp,
    },
  ];
}
