// The shape of src/ as CONTRIBUTING.md describes it, held by walking every import.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../src');

/** What the files of each folder may import at run time, besides their own folder. '' is src/ itself. */
const allowed: Record<string, readonly string[]> = {
  '': ['', 'capture', 'pipeline', 'transport', 'context', 'trace', 'browser'],
  capture: ['context', 'trace', 'browser'],
  pipeline: ['context', 'trace', 'browser'],
  transport: ['context', 'trace', 'browser'],
  context: ['trace', 'browser'],
  trace: ['context', 'browser'],
  browser: [],
  server: ['trace'],
};

/** Types cost nothing at run time: every folder may name what options.ts promises, and what the trace is made of. */
const typesAllowedFrom = ['options.ts'];

interface Import {
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const layerOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : '');

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const { importClause } = statement;
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((e) => e.isTypeOnly)
  );
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith('.'))
      return [];
    const target = resolve(root, dirname(file), moduleSpecifier.text.replace(/\.js$/, '.ts'));
    return [{ to: relative(root, target).split(sep).join('/'), isTypeOnly: isTypeOnly(statement) }];
  });
}

const text = (file: string) => readFileSync(join(root, file), 'utf8');

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'))
  .sort();

const graph = new Map(files.map((file) => [file, importsOf(file)]));

/** The first way from `file` back to itself, or nothing. */
function cycleThrough(file: string): string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: string[]): string[] | undefined => {
    for (const { to } of graph.get(at) ?? []) {
      if (to === file) return [...way, to];
      if (seen.has(to)) continue;
      seen.add(to);
      const found = walk(to, [...way, to]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(file, [file]);
}

describe('src', () => {
  it('is where the test looks', () => {
    expect(files).toContain('index.ts');
  });

  it('imports only in the direction the data travels', () => {
    const against = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ to, isTypeOnly }) => {
          const [from, target] = [layerOf(file), layerOf(to)];
          if (from === target && from !== '') return false;
          if (isTypeOnly && (target === 'trace' || typesAllowedFrom.includes(to))) return false;
          return !(allowed[from] ?? []).includes(target);
        })
        .map(({ to }) => `${file} -> ${to}`),
    );
    expect(against).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(files.map(cycleThrough).filter(Boolean)).toEqual([]);
  });

  it('names what it exports', () => {
    expect(files.filter((file) => /^export \* /m.test(text(file)))).toEqual([]);
  });

  it('has no file over 250 lines', () => {
    expect(files.filter((file) => text(file).trimEnd().split('\n').length > 250)).toEqual([]);
  });

  it('has no file named after a leftover', () => {
    const leftovers = /^(utils?|helpers?|common|types|constants|misc|shared)\.ts$/;
    expect(files.filter((file) => leftovers.test(basename(file)))).toEqual([]);
  });
});
