// @ts-check
// The programs that take telemetry: the Collector, and behind it Jaeger, Tempo and Zipkin.
import { join } from 'node:path';
import { root } from '../scripts/setUp.mjs';
import { binary } from './install.mjs';
import { cache } from './makeOnce.mjs';

const address = (/** @type {number} */ port) => `127.0.0.1:${port}`;
const config = (/** @type {string} */ name) => join(root, 'stack', name, 'config.yaml');

/**
 * Jaeger, its traces in memory.
 * @param {Pick<import('./ports.mjs').Ports, 'jaeger' | 'jaegerGrpc' | 'jaegerOtlp' | 'jaegerMetrics'>} ports
 * @returns {import('./startProgram.mjs').Program}
 */
export function jaeger(ports) {
  return {
    name: 'jaeger',
    command: binary('jaeger'),
    args: ['--config', config('jaeger')],
    env: {
      JAEGER_PORT: String(ports.jaeger),
      JAEGER_GRPC_PORT: String(ports.jaegerGrpc),
      JAEGER_OTLP_PORT: String(ports.jaegerOtlp),
      JAEGER_METRICS_PORT: String(ports.jaegerMetrics),
    },
    ready: ports.jaeger,
  };
}

/**
 * @param {import('./ports.mjs').Ports} ports
 * @param {string} output Folder for its blocks.
 * @returns {import('./startProgram.mjs').Program}
 */
function tempo(ports, output) {
  return {
    name: 'tempo',
    command: binary('tempo'),
    args: ['-config.file', config('tempo'), '-config.expand-env=true'],
    env: {
      OUTPUT: output,
      TEMPO_PORT: String(ports.tempo),
      TEMPO_GRPC_PORT: String(ports.tempoGrpc),
      TEMPO_OTLP_PORT: String(ports.tempoOtlp),
    },
    ready: `http://${address(ports.tempo)}/ready`,
  };
}

/**
 * @param {import('./ports.mjs').Ports} ports
 * @returns {import('./startProgram.mjs').Program}
 */
function zipkin(ports) {
  return {
    name: 'zipkin',
    command: 'java',
    args: ['-Xmx256m', '-jar', join(cache, 'zipkin', 'zipkin-server-exec.jar')],
    env: { QUERY_PORT: String(ports.zipkin), STORAGE_TYPE: 'mem' },
    ready: `http://${address(ports.zipkin)}/health`,
  };
}

/** As a small site would run it: one Collector, of the configurations that are deployed. */
const deployed = ['gateway', 'browsers', 'exporters/jaeger', 'exporters/tempo', 'exporters/zipkin'].map(
  (name) => join(root, 'deploy', 'collector', `${name}.yaml`),
);

/**
 * @param {import('./ports.mjs').Ports} ports
 * @param {string} output Folder for what it writes.
 * @param {Record<string, string>} settings Variables of deploy/collector/gateway.yaml that differ.
 * @returns {import('./startProgram.mjs').Program}
 */
function collector(ports, output, settings) {
  return {
    name: 'otelcol',
    command: binary('otelcol'),
    args: [...deployed, config('collector')].map((file) => `--config=${file}`),
    env: {
      OUTPUT: output,
      SITE_ORIGIN: `http://localhost:${ports.storefront}`,
      OTLP_HTTP_ADDRESS: address(ports.otlp),
      OTLP_GRPC_ADDRESS: address(ports.otlpGrpc),
      HEALTH_ADDRESS: address(ports.health),
      METRICS_HOST: '127.0.0.1',
      METRICS_PORT: String(ports.metrics),
      SPAN_METRICS_ADDRESS: address(ports.spanMetrics),
      JAEGER_ADDRESS: address(ports.jaegerOtlp),
      TEMPO_URL: `http://${address(ports.tempoOtlp)}`,
      ZIPKIN_URL: `http://${address(ports.zipkin)}`,
      // A page sends what it has after 5 s at the latest; a real site waits longer for slow pages.
      DECISION_WAIT: '6s',
      KEPT_PERCENT: '100',
      ...settings,
    },
    ready: `http://${address(ports.health)}`,
  };
}

/**
 * @param {import('./ports.mjs').Ports} ports
 * @param {string} output Folder for what they store.
 * @param {Record<string, string>} settings Variables of deploy/collector/gateway.yaml that differ.
 * @returns {import('./startProgram.mjs').Program[]}
 */
export function telemetryBackends(ports, output, settings) {
  return [zipkin(ports), jaeger(ports), tempo(ports, output), collector(ports, output, settings)];
}
