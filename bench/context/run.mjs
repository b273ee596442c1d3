// @ts-check
// `npm run bench:context`: what following asynchronous work costs, Clew beside the bare page and its peers, in one run.
// docs/benchmarks.md says how to read it. Exits with 0 whether targets are met or not: a shared machine must fail no build.
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from '../../scripts/build.mjs';
import { findBrowser, sandboxSwitches } from '../../scripts/findBrowser.mjs';
import { root } from '../../scripts/setUp.mjs';
import { contestants } from './contestants.mjs';
import { servePages } from './servePages.mjs';
import { shuffled } from './statistics.mjs';
import { table } from './table.mjs';
import { takeSample } from './takeSample.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    build: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

if (!values.build) await build();
const all = contestants(values.against && resolve(values.against));
const wanted = all.filter(({ name }) => new RegExp(values.only).test(name));
const rounds = Number(values.rounds);
const server = await servePages(wanted, resolve(values.build ?? join(root, 'dist')));
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  // Chromium refuses to start as root with its sandbox on.
  args: sandboxSwitches(),
});
/** @type {Map<string, import('./takeSample.mjs').Rows[]>} */
const samples = new Map(wanted.map(({ name }) => [name, []]));
const startMs = Date.now();
try {
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds}, load average ${loadavg()[0]?.toFixed(1)}`);
    for (const contestant of shuffled(wanted))
      samples
        .get(contestant.name)
        ?.push(await takeSample(browser, server.urlOf(contestant.name), contestant));
  }
  const { length: cores, 0: cpu } = cpus();
  console.log(
    `Async context, ns per operation, median [min-max] of n = ${rounds} fresh pages each, best of 20 in a page.\n` +
      `${new Date().toISOString().slice(0, 10)}; Chromium ${browser.version()}; ${cpu?.model.trim()}, ${cores} cores; ` +
      `load average ${loadavg()[0]?.toFixed(1)}; ${((Date.now() - startMs) / 1000).toFixed(0)} s\n`,
  );
  console.log(table(samples));
} finally {
  await browser.close();
  server.stop();
}
