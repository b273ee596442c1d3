// test262's tests of promises and asynchronous functions end on a page with Clew as they do on a bare one.
// What runs when, and what the numbers are: docs/conformance.md.
import { readFile } from 'node:fs/promises';
import { explained } from './conformance/explained.ts';
import { type Mode, runTest262 } from './conformance/runTest262.ts';
import { type Test262Test, tests } from './conformance/test262.ts';
import { everyEngine, expect, test } from './support/test.ts';

/** `CONFORMANCE=full`: every test, in every form, in every engine. */
const isFull = process.env.CONFORMANCE === 'full';

/** Destructuring and class elements are about binding; their thousands of tests differ little in what they await. */
const isInEveryRun = ({ path, isSecondForm }: Test262Test) =>
  !isSecondForm && !/dstr|\/class\/elements\//.test(path);

const selected = isFull ? tests : tests.filter(isInEveryRun);

const groups = {
  promises: /^test\/built-ins\/Promise\//,
  'asynchronous built-ins': /^test\/built-ins\/(?!Promise\/)/,
  'asynchronous expressions': /^test\/language\/expressions\//,
  'asynchronous statements and modules': /^test\/language\/(?!expressions\/)/,
};

/** How often a test that ended differently runs again on both pages. */
const REPETITIONS = 5;

/**
 * Some tests race two imports, and whether a rejection goes unhandled for a while depends on which one the network
 * brings first. So a difference is one that comes again each time.
 */
async function differencesThatStay(
  mode: Mode,
  differing: readonly Test262Test[],
  run: (tests: readonly Test262Test[], modes: readonly Mode[]) => Promise<Record<Mode, string[]>>,
): Promise<readonly Difference[]> {
  let differences: readonly Difference[] = [];
  let left = differing;
  for (let n = 0; n < REPETITIONS && left.length > 0; n++) {
    const outcomes = await run(left, ['bare', mode]);
    differences = left.flatMap((test, n) => {
      const [bare, withClew] = [outcomes.bare[n] as string, outcomes[mode][n] as string];
      return bare === withClew ? [] : [{ test, bare, withClew }];
    });
    left = differences.map(({ test }) => test);
  }
  return differences;
}

interface Difference {
  readonly test: Test262Test;
  readonly bare: string;
  readonly withClew: string;
}

test.describe.configure({ mode: 'parallel' });

for (const [title, pattern] of Object.entries(groups)) {
  const chosen = selected.filter(({ path }) => pattern.test(path));
  // While no trace is alive Clew differs from a bare page by the functions that it patches, Promise's.
  const modes: readonly Mode[] = title === 'promises' ? ['bare', 'at rest', 'traced'] : ['bare', 'traced'];
  const tag = isFull || /built-ins/.test(pattern.source) ? everyEngine : [];

  test(`test262: ${title} end as on a bare page`, { tag }, async ({ engine, engineName, serve }) => {
    test.setTimeout(isFull ? 3_600_000 : 600_000);
    const run = (tests: readonly Test262Test[], modes: readonly Mode[]) =>
      runTest262(engine, serve, tests, modes);
    const { bare, ...withClew } = await run(chosen, modes);
    const passed = (outcomes: string[]) => outcomes.filter((outcome) => outcome.startsWith('pass')).length;
    console.log(`${title}, ${engineName}, bare: ${passed(bare)} of ${chosen.length} pass`);
    for (const [mode, outcomes] of Object.entries(withClew) as [Mode, string[]][]) {
      const expected = explained.filter(
        ({ path, engines, modes }) =>
          pattern.test(path) && engines.includes(engineName) && modes.includes(mode),
      );
      console.log(`${title}, ${engineName}, ${mode}: ${passed(outcomes)} of ${chosen.length} pass`);
      const differing = chosen.filter((_, n) => outcomes[n] !== bare[n]);
      const differences = await differencesThatStay(mode, differing, run);
      const isExplained = ({ test }: Difference) => expected.some(({ path }) => path === test.path);
      const unexplained = differences
        .filter((difference) => !isExplained(difference))
        .map(({ test, ...outcomes }) => ({ path: test.path, isStrict: test.isStrict, ...outcomes }));
      expect.soft(unexplained, `unexplained, ${mode}`).toEqual([]);
      const gone = expected.filter(({ path }) => !differences.some(({ test }) => test.path === path));
      expect.soft(gone, `explained, but gone, ${mode}`).toEqual([]);
    }
    const failures = chosen.flatMap(({ path }, n) => (bare[n] === 'pass' ? [] : `${path}: ${bare[n]}`));
    await test.info().attach('failures of the bare page', { body: failures.join('\n') });
    // Engines lack the newest of what test262 asks for, WebKit 2.50 a third of these built-ins; never most of it.
    expect(passed(bare)).toBeGreaterThan(0.6 * chosen.length);
  });
}

test('docs/conformance.md lists the explained differences and no others', async () => {
  const text = await readFile(new URL('../docs/conformance.md', import.meta.url), 'utf8');
  const listed = text.match(/test\/(built-ins|language)\/[\w./-]+\.js/g) ?? [];
  expect(listed.sort()).toEqual(explained.map(({ path }) => path).sort());
  for (const { reason } of explained) expect(text).toContain(reason);
});

test('test262: its runner sees failures, lost rejections and the trace', { tag: everyEngine }, async ({
  engine,
  serve,
}) => {
  const form = { includes: ['assert.js', 'sta.js'], isStrict: false, isSecondForm: false, isRaw: false };
  const probe = (source: string, kind: Partial<Test262Test> = {}): Test262Test => ({
    ...{ ...form, path: 'test/probe.js', source, isModule: false, isAsync: false, negative: undefined },
    ...kind,
  });
  const print = `const say = (ok) => print(ok ? 'Test262:AsyncTestComplete' : 'Test262:AsyncTestFailure: no');`;
  const probes = [
    probe('assert.sameValue(1, 2);'),
    probe('throw new RangeError("asked for");', { negative: 'RangeError' }),
    probe('1;', { negative: 'RangeError' }),
    probe('Promise.reject(1);'),
    probe(
      `${print} (async () => { await Promise.resolve(); await 1;
      say(window.clew && clew.trace.getSpan(clew.context.active())); })();`,
      { isAsync: true },
    ),
  ];
  const outcomes = await runTest262(engine, serve, probes, ['bare', 'at rest', 'traced']);
  const seen = [
    expect.stringContaining('SameValue(«1», «2»)'),
    'pass',
    'expected RangeError, got nothing',
    'pass, 1 unhandled',
  ];
  const lost = 'Test262:AsyncTestFailure: no';
  expect(outcomes).toEqual({ bare: [...seen, lost], 'at rest': [...seen, lost], traced: [...seen, 'pass'] });
});
