// The README's options table is what the types say, word for word.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = readFileSync(new URL('../../src/options.ts', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** One row per documented member of InitOptions: name, default, first paragraph. */
function rowsFromTypes(): string[] {
  const body = /export interface InitOptions \{(.*?)^\}/ms.exec(source)?.[1] ?? '';
  const members = body.matchAll(/\/\*\*(.*?)\*\/\s*(\w+)\??:/gs);
  return Array.from(members, ([, comment = '', name]) => {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
    const text = lines
      .slice(
        0,
        lines.findIndex((line) => line.startsWith('@')),
      )
      .join(' ')
      .trim();
    const standard = lines.find((line) => line.startsWith('@defaultValue'))?.replace('@defaultValue ', '');
    return `| \`${name}\` | ${standard ?? 'required'} | ${text} |`;
  });
}

it('lists every option with its default and its meaning', () => {
  const rows = rowsFromTypes();
  expect(rows).toHaveLength(22);
  const table = /\| Option \| Default .*?\n\| --- .*?\n(.*?)\n\n/s.exec(readme)?.[1]?.split('\n');
  expect(table).toEqual(rows);
});
