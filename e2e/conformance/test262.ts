// The copy of test262 in this folder: its tests, as a page needs them to run. README.md says where it comes from.
// @see https://github.com/tc39/test262/blob/main/INTERPRETING.md
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** One test in one of its forms. */
export interface Test262Test {
  /** Within test262, for example `test/built-ins/Promise/length.js`. */
  readonly path: string;
  readonly source: string;
  /** Names of the harness files that come before it, in order. */
  readonly includes: readonly string[];
  /** Whether `"use strict"` goes before it; a test that asks for no form has both. */
  readonly isStrict: boolean;
  /** Whether it is the strict form of a test that has both. */
  readonly isSecondForm: boolean;
  readonly isModule: boolean;
  /** Whether it says itself, later, how it ended. */
  readonly isAsync: boolean;
  /** Whether it runs without harness. */
  readonly isRaw: boolean;
  /** The name of the error that it must throw. */
  readonly negative: string | undefined;
}

const { revision, sources } = JSON.parse(
  brotliDecompressSync(readFileSync(new URL('./test262.json.br', import.meta.url))).toString(),
) as { revision: string; sources: Record<string, string> };

export { revision, sources };

/** Harness files by name. */
export const harness: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(sources)
    .filter(([path]) => path.startsWith('harness/'))
    .map(([path, source]) => [path.slice('harness/'.length), source]),
);

/** The values of a list in a test's front matter, in either of YAML's two forms. */
function listOf(frontMatter: string, key: string): string[] {
  const inline = new RegExp(`^${key}: *\\[([^\\]]*)\\]`, 'm').exec(frontMatter)?.[1];
  const block = new RegExp(`^${key}:\\s*\\n((?: +- .*\\n?)+)`, 'm').exec(frontMatter)?.[1];
  return (inline?.split(',') ?? block?.split(/^ +- /m) ?? []).map((item) => item.trim()).filter(Boolean);
}

function formsOf(path: string): Test262Test[] {
  const source = sources[path] as string;
  const frontMatter = (/\/\*---\n?([\s\S]*?)---\*\//.exec(source)?.[1] ?? '').replaceAll('\r\n', '\n');
  const flags = new Set(listOf(frontMatter, 'flags'));
  const isAsync = flags.has('async');
  const test = {
    path,
    source,
    includes: [
      'assert.js',
      'sta.js',
      ...(isAsync ? ['doneprintHandle.js'] : []),
      ...listOf(frontMatter, 'includes'),
    ],
    isModule: flags.has('module'),
    isAsync,
    isRaw: flags.has('raw'),
    negative: /^negative:[\s\S]*?^ +type: *(\w+)/m.exec(frontMatter)?.[1],
  };
  const hasOneForm = ['raw', 'module', 'noStrict', 'onlyStrict'].some((flag) => flags.has(flag));
  const first = { ...test, isStrict: flags.has('onlyStrict'), isSecondForm: false };
  return hasOneForm ? [first] : [first, { ...test, isStrict: true, isSecondForm: true }];
}

/** Every test of the copy in every form that it asks for. */
export const tests: readonly Test262Test[] = Object.keys(sources)
  .filter((path) => path.startsWith('test/') && path.endsWith('.js') && !path.includes('_FIXTURE'))
  .flatMap(formsOf);
