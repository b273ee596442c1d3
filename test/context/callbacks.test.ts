import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { patchArguments, patchCallback, ZONED_CALLBACKS } from '../../src/context/callbacks.js';
import { current, type Frame, frameOf, ROOT_FRAME, runIn, WORK } from '../../src/context/frame.js';
import { createWork, type Work } from '../../src/context/work.js';

const native = globalThis.setTimeout;
let stops: ReturnType<typeof patchCallback> = [];
/** What a page's fake timers hold until the page says so. */
let pending: (() => void)[];

beforeEach(() => {
  pending = [];
});

afterEach(() => {
  for (const stop of stops) stop?.();
  globalThis.setTimeout = native;
});

function patchTimers(): void {
  stops = ZONED_CALLBACKS.flatMap(patchCallback);
}

function newFrame(): Frame {
  return frameOf(ROOT_CONTEXT.setValue(createContextKey('test'), true));
}

async function framesOfAwaits(): Promise<Frame[]> {
  const frames = [];
  for (let i = 0; i < 8; i++) {
    await null;
    frames.push(current);
  }
  return frames;
}

it('follows a timer into its awaits, and lets go of it behind them', async () => {
  patchTimers();
  const frame = newFrame();
  const frames = await new Promise<Frame[]>((resolve) => {
    runIn(frame, () => void setTimeout(() => void framesOfAwaits().then(resolve), 0));
  });
  expect(frames).toEqual(Array(8).fill(frame));
  await new Promise((resolve) => native(resolve, 0));
  expect(current).toBe(ROOT_FRAME);
});

it('keeps code that calls back by itself, as fake timers do, out of what it calls', async () => {
  globalThis.setTimeout = ((callback: () => void) => pending.push(callback)) as never;
  patchTimers();
  runIn(newFrame(), () => void setTimeout(() => void framesOfAwaits(), 0));
  await new Promise((resolve) => native(resolve, 0));
  for (const callback of pending) callback();
  expect(await framesOfAwaits()).toEqual(Array(8).fill(ROOT_FRAME));
});

it('waits no longer for a timeout that clearInterval cancelled', async () => {
  patchTimers();
  const reason = await new Promise((resolve) => {
    const work = createWork(
      () => performance.now(),
      (_lastActivityMs, end) => resolve(end),
      performance.now(),
      { quietMs: 5, idleMs: 30, capMs: 60 },
    );
    runIn(frameOf(ROOT_CONTEXT.setValue(WORK, work)), () => clearInterval(setTimeout(() => {}, 500)));
  });
  expect(reason).toBe('quiet');
});

it('runs what a method was given to succeed and to fail in the frame of the call', () => {
  let given: unknown[] = [];
  class Locator {
    locate(...args: unknown[]): void {
      given = args;
    }
  }
  Object.assign(globalThis, { Locator });
  stops = [patchArguments('Locator', 'locate')];
  let waiting = 0;
  const work = { begin: () => ++waiting, end: () => --waiting, settle() {} } as unknown as Work;
  const frame = frameOf(ROOT_CONTEXT.setValue(WORK, work));
  const frames: Frame[] = [];
  const note = () => void frames.push(current);
  const options = {};
  runIn(frame, () => new Locator().locate(note, note, options));
  const [succeed, fail, same] = given as [() => void, () => void, object];
  expect(waiting, 'the interaction waits for the answer, however long it takes').toBe(1);
  succeed();
  fail();
  expect(waiting).toBe(0);
  expect(frames).toEqual([frame, frame]);
  expect(same).toBe(options);
});

it('converts no second argument of the page’s', () => {
  const taken: unknown[] = [];
  globalThis.setTimeout = ((...args: unknown[]) => taken.push(args[1])) as never;
  patchTimers();
  const work = { begin() {}, end() {}, settle() {} } as unknown as Work;
  const delays = [Object.create(null), Symbol('own'), 1n];
  runIn(frameOf(ROOT_CONTEXT.setValue(WORK, work)), () => {
    for (const delay of delays) globalThis.setTimeout(() => {}, delay as never);
  });
  expect(taken).toEqual(delays);
});
