import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredText } from '../../src/browser/storedText.js';
import { createSession } from '../../src/pipeline/session.js';

const MINUTE = 60_000;
let now: number;
let text: string | null;
let startedAgoMs: number;
let idle: (() => void)[];
let started: (readonly [string, string | undefined])[];

const stored: StoredText = {
  read: () => text,
  write: (value) => {
    text = value;
  },
};
const blocked: StoredText = { read: () => null, write() {} };

beforeEach(() => {
  now = 1_764_000_000_000;
  text = null;
  started = [];
  idle = [];
});

const create = (place = stored) =>
  createSession({
    stored: place,
    dateNow: () => now,
    whenIdle: (callback) => idle.push(callback),
    onStart: (id, previous, agoMs) => {
      started.push([id, previous]);
      startedAgoMs = agoMs;
    },
    onChange: () => {},
  });

/** One that has been looked up. */
function open(place = stored) {
  const session = create(place);
  session.id();
  return session;
}

/** What happens every `everyMs` for `forMs`. */
function use(session: ReturnType<typeof open>, forMs: number, everyMs = MINUTE): void {
  for (let passed = 0; passed < forMs; passed += everyMs) {
    now += everyMs;
    session.touch();
  }
}

describe('a session', () => {
  it('has an id of 32 hexadecimal digits, and says that it began', () => {
    const session = open();
    expect(session.id()).toMatch(/^[\da-f]{32}$/);
    expect(started).toEqual([[session.id(), undefined]]);
  });

  it('touches no storage before an idle moment, or before somebody asks; what waits is told in turn', () => {
    const told: string[] = [];
    const untouched = vi.fn(stored.read);
    const session = create({ ...stored, read: untouched });
    session.touch();
    session.whenKnown((id) => told.push(`first ${id}`));
    session.whenKnown(() => {
      throw new Error('one that fails is no reason to lose the others');
    });
    session.whenKnown((id) => told.push(`second ${id}`));
    expect(untouched).not.toHaveBeenCalled();
    expect(idle).toHaveLength(1);
    now += 400;
    idle[0]?.();
    expect(told).toEqual([`first ${session.id()}`, `second ${session.id()}`]);
    expect(startedAgoMs).toBe(400);
    session.whenKnown((id) => told.push(id));
    expect(told[2]).toBe(session.id());
    expect(untouched).toHaveBeenCalledTimes(1);
  });

  it('survives a reload and is shared by tabs', () => {
    const first = open();
    now += MINUTE;
    expect(open().id()).toBe(first.id());
    expect(started).toHaveLength(1);
  });

  it('ends after 30 minutes without anything, and names the one before', () => {
    const session = open();
    const before = session.id();
    now += 30 * MINUTE + 1;
    session.touch();
    expect(session.id()).not.toBe(before);
    expect(started[1]).toEqual([session.id(), before]);
  });

  it('goes on as long as something happens, for 4 hours at most', () => {
    const session = open();
    const before = session.id();
    use(session, 239 * MINUTE);
    expect(session.id()).toBe(before);
    use(session, 2 * MINUTE);
    expect(session.id()).not.toBe(before);
  });

  it('is prolonged by what happens in another tab', () => {
    const session = open();
    const other = open();
    use(other, 40 * MINUTE);
    session.touch();
    expect(session.id()).toBe(other.id());
    expect(started).toHaveLength(1);
  });

  it('follows another tab into the next one', () => {
    const session = open();
    const other = open();
    now += 31 * MINUTE;
    other.touch();
    session.touch();
    expect(session.id()).toBe(other.id());
    expect(started).toHaveLength(2);
  });

  it('goes on in memory once it was taken out of storage, and is not put back', () => {
    const session = open();
    const before = session.id();
    text = null;
    use(session, 10 * MINUTE);
    expect([session.id(), text]).toEqual([before, null]);
  });

  it('lives in memory where storage is blocked', () => {
    const session = open(blocked);
    const before = session.id();
    use(session, 60 * MINUTE);
    expect(session.id()).toBe(before);
    now += 31 * MINUTE;
    session.touch();
    expect(started[1]).toEqual([session.id(), before]);
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"id":"x"}',
    `{"id":"${'a'.repeat(32)}","startedAt":-1,"lastAt":5}`,
    '{',
  ])('begins anew where %s is stored', (junk) => {
    text = junk;
    expect(open().id()).toMatch(/^[\da-f]{32}$/);
  });

  it('does not live for ever when the clock is set back', () => {
    const session = open();
    const before = session.id();
    now -= 24 * 60 * MINUTE;
    session.touch();
    expect(session.id()).not.toBe(before);
  });
});
