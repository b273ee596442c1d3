// The Kubernetes manifests in deploy/ are what Kubernetes' own types know, and what they run in their pods starts.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/setUp.mjs';
import { binary } from '../install.mjs';
import { expect, test } from './support/test.ts';

/** The parts of Kubernetes' objects that are read here. */
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
  }[];
  readonly volumes: readonly { readonly configMap: { readonly name: string } }[];
}

const run = promisify(execFile);

/** Renders a kustomization and decodes it strictly; rejects with the complaint. */
async function render(folder: string): Promise<KubernetesObject[]> {
  const { stdout } = await run(binary('manifests'), [folder]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as KubernetesObject);
}

const deploy = join(root, 'deploy');
let scratch = '';
test.beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'clew-manifests-'));
});
test.afterEach(() => rmSync(scratch, { recursive: true }));

test('every manifest is of a kind that Kubernetes knows, with no field that it does not', async () => {
  const objects = await render(deploy);
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    'ConfigMap',
    'ConfigMap',
    'Deployment',
    'HorizontalPodAutoscaler',
    'Namespace',
    'PodDisruptionBudget',
    'Service',
    'Service',
    'StatefulSet',
  ]);
});

test('a misspelt field of a manifest is an error', async () => {
  cpSync(deploy, scratch, { recursive: true });
  const file = join(scratch, 'kubernetes', 'gateway.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('podManagementPolicy', 'podManagmentPolicy'));
  await expect(render(scratch)).rejects.toThrow('unknown field "spec.podManagmentPolicy"');
});

for (const kind of ['Deployment', 'StatefulSet']) {
  test(`the Collector accepts the configuration that the ${kind} mounts, with its arguments and variables`, async () => {
    const objects = await render(deploy);
    const pod = objects.find((object) => object.kind === kind)?.spec?.template?.spec;
    if (!pod) throw new Error(`There is no ${kind} with a pod.`);
    for (const { configMap } of pod.volumes) {
      const { data = {} } = objects.find(({ metadata }) => metadata.name === configMap.name) ?? {};
      for (const [name, text] of Object.entries(data)) writeFileSync(join(scratch, name), text);
    }
    for (const { args, env } of pod.containers) {
      const here = args.map((argument) => argument.replace('/etc/otel', scratch));
      const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
      await run(binary('otelcol'), ['validate', ...here], { env: variables });
    }
  });
}
