// @ts-check
// `npm test`: everything a change must pass, from a fresh clone, with one line at the end: `N passed, N failed`.
// `--ci` (see .ci/run) adds what is slow or needs more installed: the other engines, package checks, the demo itself.
import { build } from './build.mjs';
import { runBeside } from './runBeside.mjs';
import { setUp } from './setUp.mjs';
import { checkStep, runCommand, runSteps, scriptStep } from './steps.mjs';
import { runFaults, runPlaywright, runVitest } from './testReports.mjs';

const ci = process.argv.includes('--ci');

const everyChange = [
  checkStep('build', () => build({ force: ci })),
  scriptStep('lint', 'lint'),
  scriptStep('types', 'types'),
  { name: 'unit', run: runVitest },
  { name: 'browser: chromium', run: () => runPlaywright('chromium') },
];

/** @returns {readonly import('./steps.mjs').Step[]} */
function ciOnly() {
  // Compiling the real Collector and backends takes a quarter of an hour where no cache has them: while browsers are tested.
  const stackIsMade = runBeside('npm', ['run', '--silent', 'stack:install'], 'stack-install');
  return [
    { name: 'browser: firefox', run: () => runPlaywright('firefox') },
    { name: 'browser: webkit', run: () => runPlaywright('webkit') },
    // Its ratios are for reading: a shared machine must fail no build.
    scriptStep('bench: peers', 'bench', ['--rounds=1']),
    scriptStep('bench: async context', 'bench:context', ['--rounds=2']),
    // One of each kind, but for what measures time; `npm run faults` runs all, fifty times where it is about chance.
    {
      name: 'faults: chromium',
      run: () =>
        runFaults(
          'chromium',
          '3,5,7,8,9,10,12a,13b,13c,14a,15a,16a,16h,16f,18,19,20,21h,24,28,31,33,39,40,41i,42,43,48a,50',
        ),
    },
    .../** @type {const} */ (['firefox', 'webkit']).map((engine) => ({
      name: `faults: ${engine}`,
      run: () => runFaults(engine, '5,7,8,9,10,13b,15a,20,21h,31,33'),
    })),
    scriptStep('size', 'size'),
    scriptStep('unused code and dependencies', 'unused'),
    scriptStep('package', 'package'),
    checkStep('demo: npm start -- --once', () => runCommand('npm', ['start', '--silent', '--', '--once'])),
    checkStep('stack: made from its registries', stackIsMade),
    { name: 'stack: real backends', run: () => runPlaywright('stack', 'stack/playwright.config.ts') },
  ];
}

try {
  setUp();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
process.exitCode = (await runSteps(ci ? [...everyChange, ...ciOnly()] : everyChange)) ? 0 : 1;
