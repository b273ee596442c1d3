// @ts-check
// `npm run bench`: Clew beside its peers, in one run on this machine, nothing of which leaves it. docs/benchmarks.md says how to read it.
// Exits with 0 whether targets are met or not: a shared machine must fail no build.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { build } from '../../scripts/build.mjs';
import { findBrowser, sandboxSwitches } from '../../scripts/findBrowser.mjs';
import { shuffled } from '../context/statistics.mjs';
import { bundle, installPeers } from './bundle.mjs';
import { bare, contestants } from './contestants.mjs';
import { measures } from './measures.mjs';
import { serve } from './serve.mjs';
import { summary, writeFigures } from './summary.mjs';
import { table } from './table.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});

await build();
installPeers();
const wanted = contestants.filter(({ name }) => name === bare || new RegExp(values.only).test(name));
/** @type {Map<string, string>} */
const scripts = new Map();
for (const contestant of wanted) scripts.set(contestant.name, await bundle(contestant));
const server = await serve(scripts);
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: [
    // No host but this machine has an address.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    // Chromium refuses to start as root with its sandbox on.
    ...sandboxSwitches(),
  ],
});
/** @type {Map<string, import('./openPage.mjs').Rows[]>} */
const samples = new Map(wanted.map(({ name }) => [name, []]));
const rounds = Number(values.rounds);
const startMs = Date.now();
try {
  for (let round = 1; round <= rounds; round++) {
    console.error(`round ${round} of ${rounds}, load average ${loadavg()[0]?.toFixed(1)}`);
    for (const [name] of samples) {
      const script = scripts.get(name);
      samples.get(name)?.push(script ? { 'bundle, bytes gzip': gzipSync(script, { level: 9 }).length } : {});
    }
    for (const { run, needsSpans } of measures)
      for (const contestant of shuffled(wanted.filter(({ hasSpans = true }) => hasSpans || !needsSpans)))
        Object.assign(samples.get(contestant.name)?.at(-1) ?? {}, await run({ browser, server }, contestant));
  }
  const { length: cores, 0: cpu } = cpus();
  const conditions =
    `n = ${rounds} fresh pages for each cell, order shuffled; ${new Date().toISOString().slice(0, 10)}; ` +
    `Chromium ${browser.version()}; ${cpu?.model.trim()}, ${cores} cores; load average ${loadavg()[0]?.toFixed(1)}; ` +
    `${((Date.now() - startMs) / 1000).toFixed(0)} s.`;
  const full = `${table(samples)}\n`;
  const short = `Medians of one run. ${conditions} ✗: short of the target.\n\n${summary(samples)}\n`;
  console.log(`${conditions}\n\n${full}\n${short}`);
  if (values.write)
    writeFigures(
      short,
      `# Clew beside its peers\n\nWritten by \`npm run bench -- --write\`; [how to read it](benchmarks.md#beside-its-peers).\n\n${conditions}\n\n${full}`,
    );
} finally {
  await browser.close();
  server.stop();
}
