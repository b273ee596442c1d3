// Memory and disk together. The disk is a plain list here; the real one is tested in browsers (e2e/spool.spec.ts, faults/).
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Batch, createBatch } from '../../src/pipeline/batch.js';
import { createDisk } from '../../src/pipeline/disk.js';
import type { SendResult, Signal, Spool, SpoolKey, SpoolRow } from '../../src/trace/delivery.js';

const ok: SendResult = { verdict: 'sent', rejected: 0 };
const failed: SendResult = { verdict: 'retryable', delayMs: 1_000, hasAnswer: false };
const scope = { name: 'test' };

let rows: { key: SpoolKey; row: SpoolRow }[];
let bodies: string[];
/** The collector's answer; none comes while it is undefined. */
let result: SendResult | undefined;
/** What the page itself may not send. */
let forbidden: Signal | undefined;
let isStorageBroken: boolean;
let batch: Batch;

const spool: Spool = {
  open: () => {},
  async save(added, leaseMs) {
    if (isStorageBroken) throw new Error('full');
    const keys = added.map(
      (row, i): SpoolKey => [Date.now() + leaseMs, 'page', i, row.text.length, row.count],
    );
    added.forEach((row, i) => {
      rows.push({ row, key: keys[i] as SpoolKey });
    });
    return keys;
  },
  trim: async () => 0,
  async remove(keys) {
    rows = rows.filter(({ key }) => !keys.includes(key));
  },
  async due(maxRows, isWanted) {
    const ready = rows.filter(({ key, row }) => key[0] <= Date.now() && isWanted(row.signal));
    const due = ready.filter(({ row }) => row.signal === ready[0]?.row.signal).slice(0, maxRows);
    const next = rows.find(({ key }) => key[0] > Date.now());
    return {
      keys: due.map(({ key }) => key),
      rows: due.map(({ row }) => row),
      expired: 0,
      nextMs: next ? next.key[0] - Date.now() : Infinity,
    };
  },
  exclusively: (work) => work(() => false),
  release: () => {},
  forget: () => {},
};

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const add = (count: number) => {
  for (let i = 0; i < count; i++) batch.add(`span${i}`, scope, 'traces');
};
const stat = (name: string) => batch.stats()[`clew.${name}`] ?? 0;

const create = () =>
  createBatch({
    createDisk: (deps) => createDisk(spool, deps),
    encode: (_, groups) => groups.flatMap(({ records }) => records).join(),
    envelope: (_, contents) => contents.join(),
    compress: async (text) => ({ bytes: new TextEncoder().encode(text()), isGzip: false }),
    send: async (signal, { bytes }) => {
      if (signal === forbidden) return { verdict: 'refused', isUnasked: true };
      bodies.push(new TextDecoder().decode(bytes));
      return result ?? new Promise(() => {});
    },
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs) as unknown as number,
    clearTimer: (id) => clearTimeout(id),
  });

beforeEach(() => {
  vi.useFakeTimers();
  rows = [];
  bodies = [];
  result = ok;
  forbidden = undefined;
  isStorageBroken = false;
});
afterEach(() => vi.useRealTimers());

/** A page that has been open for as long as its first flush takes. */
const open = async () => {
  batch = create();
  await pass(3_000);
};

it('has a copy of what is older than a second, until the collector has it', async () => {
  await open();
  add(3);
  await pass(999);
  expect(rows).toHaveLength(0);
  await pass(2);
  expect(rows.map(({ row }) => row)).toEqual([{ signal: 'traces', count: 3, text: 'span0,span1,span2' }]);
  await pass(4_001);
  expect(bodies).toEqual(['span0,span1,span2']);
  expect(rows).toEqual([]);
});

it('leaves to the disk what did not get through, and sends it from there, once', async () => {
  await open();
  result = failed;
  add(3);
  await pass(6_000);
  expect([stat('pending'), stat('traces.spooled')]).toEqual([0, 3]);
  bodies = [];
  result = ok;
  await pass(20_000);
  expect(bodies).toEqual(['span0,span1,span2']);
  expect([rows.length, stat('spool.sent')]).toEqual([0, 3]);
});

it('saves what a leaving page could not hand over, and sends nothing, while nothing gets through', async () => {
  await open();
  result = failed;
  add(1);
  await pass(5_500);
  bodies = [];
  add(2);
  await batch.flushOnHide(true);
  expect(bodies).toEqual([]);
  expect(rows.map(({ row }) => row.text)).toEqual(['span0', 'span0,span1']);
});

it('sends and saves where no answer has ever come: the collector may not be there', async () => {
  await open();
  result = undefined;
  add(2);
  await batch.flushOnHide(true);
  expect(bodies).toEqual(['span1,span0']);
  expect(rows).toHaveLength(1);
});

it('deletes the copies of what a leaving page handed to a browser that got through before', async () => {
  await open();
  add(1);
  await pass(5_000);
  add(2);
  await pass(1_500);
  expect(rows).toHaveLength(1);
  result = undefined;
  await batch.flushOnHide(false);
  expect(rows, 'a page out of sight waits for the answer').toHaveLength(1);
  await batch.flushOnHide(true);
  expect(rows).toEqual([]);
  expect(bodies).toEqual(['span0', 'span1,span0']);
});

it('keeps in memory what storage refuses, and gives storage up after three failures', async () => {
  await open();
  isStorageBroken = true;
  result = failed;
  const save = vi.spyOn(spool, 'save');
  for (let second = 0; second < 8; second++) {
    add(1);
    await pass(1_000);
  }
  expect(save).toHaveBeenCalledTimes(3);
  expect(stat('pending')).toBe(8);
  result = ok;
  await pass(60_000);
  expect(stat('traces.sent')).toBe(8);
});

it('sends what earlier pages left behind three seconds after the start', async () => {
  rows = [{ row: { signal: 'logs', count: 2, text: 'left behind' }, key: [0, 'other', 0, 11, 2] }];
  batch = create();
  await pass(2_999);
  expect(bodies).toEqual([]);
  await pass(1);
  expect(bodies).toEqual(['left behind']);
  expect([rows.length, stat('spool.sent')]).toEqual([0, 2]);
});

it('leaves on disk what this page may not send: another may', async () => {
  const left = (signal: Signal, text: string) => ({
    row: { signal, count: 2, text },
    key: [0, 'other', 0, text.length, 2] as SpoolKey,
  });
  rows = [left('logs', 'old events'), left('traces', 'old spans')];
  forbidden = 'logs';
  batch = create();
  await pass(60_000);
  expect(bodies).toEqual(['old spans']);
  expect(rows.map(({ row }) => row.text)).toEqual(['old events']);
  expect(batch.stats()).toEqual({ 'clew.spool.sent': 2, 'clew.pending': 0 });
});

it('sends what it saved when it stopped with the next page', async () => {
  await open();
  add(2);
  batch.stop();
  await pass(0);
  expect(rows.map(({ row }) => row.text)).toEqual(['span0,span1']);
  await open();
  expect(bodies).toEqual(['span0,span1']);
});
