// @ts-check
// `npm run faults`: every case of the fault matrix against a real browser and a collector that misbehaves on real sockets.
// Prints one row per case; exits 1 if a span was neither delivered nor counted, or the page saw an error of ours.
// `-- --case=11,17` runs some, `-- --trials=5` makes the cases that are about chance shorter, `-- --engine=firefox` or
// `webkit` runs what that engine can be driven to, `-- --report=<file>` writes the verdicts there as JSON.
import { writeFileSync } from 'node:fs';
import { abilities, launch } from './browsers.mjs';
import { collectorFaults } from './cases/collectorFaults.mjs';
import { exitFaults } from './cases/exitFaults.mjs';
import { loadFaults } from './cases/loadFaults.mjs';
import { pageFaults } from './cases/pageFaults.mjs';
import { openLab } from './lab.mjs';
import { judge, printHead, printRow, printSkipped } from './table.mjs';

/**
 * @typedef {{ id: string, name: string, needs?: keyof typeof abilities, run(lab: import('./lab.mjs').Lab, trials: number): Promise<import('./lab.mjs').Outcome> }} Case
 *   `needs`: what not every engine or its driver has.
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

const engine = /** @type {import('./browsers.mjs').EngineName} */ (argument('engine') ?? 'chromium');
const browser = await launch[engine]();
const lab = await openLab(browser);
/** @type {{ id: string, title: string, status: 'holds' | 'broken' | 'skipped' }[]} */
const verdicts = [];
const count = (/** @type {string} */ wanted) => verdicts.filter(({ status }) => status === wanted).length;
printHead();
for (const { id, name, needs, run } of chosen) {
  if (needs && !abilities[needs]?.includes(engine)) {
    verdicts.push({ id, title: printSkipped({ id, name, needs }), status: 'skipped' });
    continue;
  }
  await lab.reset();
  const startedMs = Date.now();
  const outcome = await run(lab, trials).catch(async (error) => ({
    ...(await lab.outcome()),
    note: `${error.message}`,
    failed: true,
  }));
  const isGood = judge(outcome) && !('failed' in outcome);
  const title = printRow({ id, name, outcome, isGood, tookMs: Date.now() - startedMs });
  verdicts.push({ id, title, status: isGood ? 'holds' : 'broken' });
}
await lab.close();
await browser.close();
const report = argument('report');
if (report) writeFileSync(report, JSON.stringify(verdicts));
const [failures, skipped] = [count('broken'), count('skipped')];
console.log(
  `\n${count('holds')} of ${count('holds') + failures} cases hold in ${engine}${skipped ? `, ${skipped} are for other engines` : ''}`,
);
process.exit(failures > 0 ? 1 : 0);
