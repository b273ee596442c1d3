// The configurations in deploy/ are what the real Collector accepts, in every combination that their comments name.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/setUp.mjs';
import { binary } from '../install.mjs';
import { expect, test } from './support/test.ts';

const folder = join(root, 'deploy', 'collector');

/** Stand-ins for what the configurations ask of whoever deploys them, and have no default for. */
const env = {
  SITE_ORIGIN: 'https://shop.example.com',
  GATEWAY_1: '127.0.0.1:4317',
  GATEWAY_2: '127.0.0.2:4317',
  DD_API_KEY: 'key',
  HONEYCOMB_API_KEY: 'key',
  AWS_REGION: 'eu-central-1',
};

/** Runs `otelcol validate` on files of deploy/, and on configuration given as text; rejects with its complaint. */
function validate(files: readonly string[], ...texts: readonly string[]): Promise<unknown> {
  const configs = [...files.map((file) => join(folder, file)), ...texts.map((text) => `yaml:${text}`)];
  const args = configs.map((config) => `--config=${config}`);
  return promisify(execFile)(binary('otelcol'), ['validate', ...args], { env });
}

const exporters = readdirSync(join(folder, 'exporters'));
const eventsOnly = 'loki.yaml';
const combinations = [
  ...['agent-dns.yaml', 'agent-static.yaml'].map((resolver) => ['browsers.yaml', 'agent.yaml', resolver]),
  ...exporters
    .filter((exporter) => exporter !== eventsOnly)
    .map((exporter) => ['gateway.yaml', join('exporters', exporter)]),
  ['gateway.yaml', 'exporters/tempo.yaml', join('exporters', eventsOnly)],
  ['gateway.yaml', 'browsers.yaml', 'exporters/zipkin.yaml'],
];

for (const files of combinations) {
  test(`the Collector accepts ${files.join(' with ')}`, () => validate(files));
}

test('the Collector refuses a gateway that exports nowhere', async () => {
  await expect(validate(['gateway.yaml'])).rejects.toThrow('must have at least one exporter');
});

const page = readFileSync(join(root, 'docs', 'backends.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n(exporters:\n {2}(\S+):.*?)```/gs)];
for (const [, lines = '', name] of examples) {
  test(`the Collector accepts the lines that docs/backends.md has for ${name}`, () =>
    validate(['gateway.yaml'], lines, `service::pipelines::traces::exporters: [${name}]`));
}

test('there is an exporter for each backend of docs/backends.md', () => {
  expect(examples).toHaveLength(6);
  expect(exporters.sort()).toEqual([
    'datadog.yaml',
    'honeycomb.yaml',
    'jaeger.yaml',
    'loki.yaml',
    'tempo.yaml',
    'xray.yaml',
    'zipkin.yaml',
  ]);
});
