// Runs tests of test262 in an engine's page, some hundred a page load, and returns how each ended.
import { readFile } from 'node:fs/promises';
import type { Engine } from '../support/engine.ts';
import type { Handler, PageServer, Routes } from '../support/servePages.ts';
import { resultOf } from './resultOf.ts';
import { harness, sources, type Test262Test } from './test262.ts';

/** What Clew does in a test's realm: it is not there, it is there and no trace is alive, the test runs within a trace. */
export type Mode = 'bare' | 'at rest' | 'traced';

/** Realms that one page makes before it is left, and they with it. */
const TESTS_PER_PAGE = 150;

const asText =
  (contentType: string, body: string): Handler =>
  (_request, response) =>
    void response.setHeader('content-type', contentType).end(body);

/** What the tests import, at their addresses in test262. */
const imported: Routes = Object.fromEntries(
  Object.entries(sources).map(([path, source]) => [
    `/test262/${path}`,
    asText(path.endsWith('.json') ? 'application/json' : 'text/javascript', source),
  ]),
);

function pagesOf(tests: readonly Test262Test[]): (readonly Test262Test[])[] {
  const starts = Array.from(
    { length: Math.ceil(tests.length / TESTS_PER_PAGE) },
    (_, n) => n * TESTS_PER_PAGE,
  );
  return starts.map((start) => tests.slice(start, start + TESTS_PER_PAGE));
}

interface Result {
  readonly outcomes: string[];
  readonly error?: string;
}

async function runPage(engine: Engine, address: string, mode: Mode): Promise<string[]> {
  await engine.evaluate(`realms.start('${address}', '${mode}')`);
  const { error, outcomes } = await resultOf<Result>(engine, 'realms.result');
  if (error) throw new Error(`${address}, ${mode}: ${error}`);
  return outcomes;
}

/**
 * Runs `tests` once in each of `modes`.
 * @returns for each mode the outcomes in the order of `tests`: 'pass' or why not, and how many rejections nobody handled.
 */
export async function runTest262<M extends Mode>(
  engine: Engine,
  serve: (routes: Routes) => Promise<PageServer>,
  tests: readonly Test262Test[],
  modes: readonly M[],
): Promise<Record<M, string[]>> {
  const clew = await readFile(new URL('../../dist/clew.min.js', import.meta.url), 'utf8');
  const script = await readFile(new URL('./realms.js', import.meta.url), 'utf8');
  const pages = pagesOf(tests);
  const server = await serve({
    ...imported,
    '/': '<!doctype html><title>test262</title><body><script src="/realms.js"></script>',
    '/realms.js': asText('text/javascript', script),
    ...Object.fromEntries(
      pages.map((tests, n) => [
        `/tests/${n}`,
        asText('application/json', JSON.stringify({ tests, harness, clew })),
      ]),
    ),
  });
  const outcomes = {} as Record<M, string[]>;
  for (const mode of modes) {
    outcomes[mode] = [];
    for (const n of pages.keys()) {
      await engine.open(`${server.origin}/`);
      outcomes[mode].push(...(await runPage(engine, `/tests/${n}`, mode)));
    }
  }
  return outcomes;
}
