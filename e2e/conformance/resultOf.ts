// Waits for what a suite in a page found.
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../support/engine.ts';

/** Asks for `expression` again and again until it is there: a driver waits 30 s at most for one answer. */
export async function resultOf<T>(engine: Engine, expression: string): Promise<T> {
  for (;;) {
    const result = await engine.evaluate<T | null>(`${expression} ?? null`);
    if (result) return result;
    await setTimeout(500);
  }
}
