// What the Collector's file exporters wrote.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '../../stack.mjs';
import { type OtlpTrace, readOtlp } from './readOtlp.ts';
import type { StoredSpan } from './storedSpan.ts';

/** All messages of a file so far, one a line; the last line may still be growing. None while there is no file. */
export async function written<T>({ output }: Stack, name: string): Promise<T[]> {
  const text = await readFile(join(output, `${name}.jsonl`), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}

/** The spans in a file by their trace: `received` has everything, `kept` what tail sampling passed on. */
export async function writtenTraces(
  stack: Stack,
  name: 'received' | 'kept',
): Promise<Map<string, StoredSpan[]>> {
  const spans = (await written<OtlpTrace>(stack, name)).flatMap(readOtlp);
  const traces = new Map<string, StoredSpan[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  return traces;
}
