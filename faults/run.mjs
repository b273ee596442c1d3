// @ts-check
// `npm run faults`: every case of the fault matrix against a real browser and a collector that misbehaves on real sockets.
// Prints one row per case; exits 1 if a span was neither delivered nor counted, or the page saw an error of ours.
// `-- --case=11,17` runs some, `-- --trials=5` makes the cases that are about chance shorter.
import { collectorFaults } from './cases/collectorFaults.mjs';
import { exitFaults } from './cases/exitFaults.mjs';
import { loadFaults } from './cases/loadFaults.mjs';
import { pageFaults } from './cases/pageFaults.mjs';
import { launch, openLab } from './lab.mjs';
import { judge, printHead, printRow } from './table.mjs';

/**
 * @typedef {{ id: string, name: string, run(lab: import('./lab.mjs').Lab, trials: number): Promise<import('./lab.mjs').Outcome> }} Case
 */

/** @param {string} name @returns {string | undefined} */
const argument = (name) => process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);

const wanted = argument('case')?.split(',');
const trials = Number(argument('trials') ?? 50);
/** @type {Case[]} */
const cases = [...collectorFaults, ...exitFaults, ...loadFaults, ...pageFaults];
const chosen = cases.filter(
  ({ id }) => !wanted || wanted.some((want) => id.replace(/[^\d].*/, '') === want || id === want),
);

const chromium = await launch();
const lab = await openLab(chromium);
let failures = 0;
printHead();
for (const { id, name, run } of chosen) {
  await lab.reset();
  const startedMs = Date.now();
  const outcome = await run(lab, trials).catch(async (error) => ({
    ...(await lab.outcome()),
    note: `${error.message}`,
    failed: true,
  }));
  const isGood = judge(outcome) && !('failed' in outcome);
  if (!isGood) failures++;
  printRow({ id, name, outcome, isGood, tookMs: Date.now() - startedMs });
}
await lab.close();
await chromium.close();
console.log(`\n${chosen.length - failures} of ${chosen.length} cases hold`);
process.exit(failures > 0 ? 1 : 0);
