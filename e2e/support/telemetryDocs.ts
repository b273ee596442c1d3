// docs/telemetry.md as a test reads it: which spans and events each section has, and which attributes of what type.
import { readFile } from 'node:fs/promises';

/** What one section says. */
export interface DocumentedSection {
  readonly title: string;
  /** Names of spans and events as written; `<…>` stands for what is different each time. */
  readonly names: readonly string[];
  /** Types by attribute: `string`, `int`, `double`, `boolean` or `string[]`. */
  readonly types: ReadonlyMap<string, string>;
  /** What its JSON examples show; the one of a resource has no name. */
  readonly examples: readonly DocumentedExample[];
}

/** One record as an example shows it. */
export interface DocumentedExample {
  readonly name: string;
  /** Those of its links included. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

const FENCE = /^```json[\s\S]*?^```$/gm;

/** The cells of the rows of all tables in a text, the headings included. */
function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

interface ShownRecord extends Partial<DocumentedExample> {
  readonly eventName?: string;
  readonly links?: readonly Pick<DocumentedExample, 'attributes'>[];
}

/** The records in a fenced block: JSON objects, one after the other. */
function examplesIn(fence: string): DocumentedExample[] {
  const [, json] = /^```json\n([\s\S]*)```$/.exec(fence) ?? [];
  const records = JSON.parse(`[${(json ?? '').replace(/\}\n\{/g, '},\n{')}]`) as ShownRecord[];
  return records.map(({ name, eventName = '', links = [], ...record }) => ({
    name: name ?? eventName,
    attributes: Object.assign({}, record.attributes ?? record, ...links.map(({ attributes }) => attributes)),
  }));
}

const codeIn = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);

function readSection(text: string, index: readonly string[][]): DocumentedSection {
  const title = /^.*/.exec(text)?.[0] ?? '';
  const row = index.find(([section]) => section?.startsWith(`[${title}]`)) ?? [];
  // Names with a dot: other tables have features of engines and the like.
  const attributes = rowsOf(text.replace(FENCE, '')).flatMap(([names, type = '']) =>
    codeIn(names)
      .filter((name) => name.includes('.'))
      .map((name) => [name, type] as const),
  );
  return {
    title,
    names: row.slice(2).flatMap(codeIn),
    types: new Map(attributes),
    examples: (text.match(FENCE) ?? []).flatMap(examplesIn),
  };
}

/** Reads all sections, in their order; the table in front of them is the index. */
export async function readTelemetryDocs(): Promise<DocumentedSection[]> {
  const text = await readFile(new URL('../../docs/telemetry.md', import.meta.url), 'utf8');
  const [head = '', ...sections] = text.split(/^## /m);
  return sections.map((section) => readSection(section, rowsOf(head)));
}

/** Whether a documented name, such as `click <control>`, stands for this one. */
export function standsFor(documented: string, name: string): boolean {
  const pattern = documented.replace('<method>', '[A-Z]+').replace(/<\w+>/, '.+');
  return new RegExp(`^${pattern}$`).test(name);
}

/** Whether a received value is of a documented type. */
export function isOfType(value: unknown, type: string | undefined): boolean {
  if (type === 'string[]') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (type === 'int') return Number.isInteger(value);
  return typeof value === (type === 'double' ? 'number' : type);
}
