// Server-side rendering imports Clew where there is no page: nothing may happen, now or later.
import { describe, expect, it } from 'vitest';

/** What Clew patches in a browser and Node has as well. */
const watched: readonly (readonly [owner: object, name: string])[] = [
  [globalThis, 'fetch'],
  [globalThis, 'setTimeout'],
  [globalThis, 'queueMicrotask'],
  [Promise, 'resolve'],
  [Promise.prototype, 'then'],
  [Promise.prototype, 'constructor'],
  [EventTarget.prototype, 'addEventListener'],
  [Function.prototype, 'toString'],
];

const descriptors = () => watched.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));

describe('in Node', () => {
  // The first import transpiles all of src, which takes seconds on a busy machine.
  it('does nothing when imported or started', { timeout: 30_000 }, async () => {
    // Node itself adds a global when one of these is read for the first time.
    void globalThis.Request;
    const before = { descriptors: descriptors(), globals: Reflect.ownKeys(globalThis) };
    const { init } = await import('../src/index.js');
    expect(descriptors()).toEqual(before.descriptors);
    const handle = init({ serviceName: 'rendered' });
    expect(descriptors()).toEqual(before.descriptors);
    for (const [index, descriptor] of descriptors().entries())
      expect(descriptor?.value).toBe(before.descriptors[index]?.value);
    expect(Reflect.ownKeys(globalThis)).toEqual(before.globals);
    expect(handle.sessionId).toBe('');
  });

  it('answers the same inert handle to every call, whatever the options', async () => {
    const { init } = await import('../src/index.js');
    const handle = init({ serviceName: 'rendered' });
    expect(init({} as never)).toBe(handle);
    expect(init(undefined as never)).toBe(handle);
    await expect(handle.flush()).resolves.toBeUndefined();
    await expect(handle.shutdown()).resolves.toBeUndefined();
    expect(Object.isFrozen(handle)).toBe(true);
  });

  it('registers nothing with the OpenTelemetry API', async () => {
    const { trace, context, ROOT_CONTEXT } = await import('@opentelemetry/api');
    const { init } = await import('../src/index.js');
    init({ serviceName: 'rendered' });
    expect(trace.getTracer('test').startSpan('span').isRecording()).toBe(false);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
