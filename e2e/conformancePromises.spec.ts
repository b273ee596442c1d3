// The Promises/A+ tests pass on a page with Clew as they do on a bare one. What the numbers are: docs/conformance.md.
import { promisesAplusPages } from './conformance/promisesAplus.ts';
import { resultOf } from './conformance/resultOf.ts';
import { everyEngine, expect, test } from './support/test.ts';

interface Result {
  readonly passed: number;
  readonly failures: readonly string[];
  /** Whether the suite ended in the trace that it began in. */
  readonly isTraced: boolean;
}

/** How many tests version 2.1.2 of the package has; fewer would mean that some never ran. */
const TESTS = 872;

const modes = { bare: '/bare', 'at rest': '/clew', traced: '/clew' };

for (const [mode, path] of Object.entries(modes)) {
  test(`native promises are Promises/A+: ${mode}`, { tag: everyEngine }, async ({
    engine,
    engineName,
    serve,
  }) => {
    test.setTimeout(120_000);
    const server = await serve(await promisesAplusPages());
    await engine.open(`${server.origin}${path}`);
    await engine.evaluate(`promisesAplus.start('${mode}')`);
    const result = await resultOf<Result>(engine, 'promisesAplus.result');
    console.log(`Promises/A+, ${engineName}, ${mode}: ${result.passed} pass, ${result.failures.length} fail`);
    expect(result).toEqual({ passed: TESTS, failures: [], isTraced: mode === 'traced' });
  });
}
