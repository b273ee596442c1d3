// The session: what ties together one visit's traces, across reloads and tabs, without a cookie. It ends after half an
// hour in which nothing happened, or after four hours; what happens next begins another.
// @see https://opentelemetry.io/docs/specs/semconv/general/session/
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import type { StoredText } from '../browser/storedText.js';
import type { ClewEvent } from '../trace/event.js';
import { createTraceId } from '../trace/ids.js';

const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 4 * 60 * 60_000;

/** How often other tabs are told, and asked, about the session. */
const SHARE_EVERY_MS = 5_000;

/** As it is stored. Times are Unix milliseconds. */
interface Visit {
  readonly id: string;
  readonly startedAt: number;
  lastAt: number;
}

/** What a session needs from the rest of Clew. */
export interface SessionDeps {
  readonly stored: StoredText;
  /** Unix time in milliseconds. */
  dateNow(): number;
  /** Calls back when the page has nothing better to do. */
  whenIdle(callback: () => void): void;
  /** A session began here, `agoMs` ago. `previousId` is the one that ended, if it is known. */
  onStart(id: string, previousId: string | undefined, agoMs: number): void;
  /** The page goes on in this session, begun here, in another tab or before a reload. */
  onChange(id: string): void;
}

/** The visit that is going on. */
export interface Session {
  /** 32 random hexadecimal digits, `session.id`. Looks the session up where that was put off. */
  id(): string;
  /** Calls back with the id: at once where it is known, else in a moment, or as soon as somebody asks for it. */
  whenKnown(callback: (id: string) => void): void;
  /** Something happened: prolongs the session, or begins the next one. */
  touch(): void;
}

/**
 * Takes up the stored session, or begins one; but not yet: the first access to storage blocks a page for 10 ms and more,
 * and this one is still in its `<head>`.
 */
export function createSession(deps: SessionDeps): Session {
  const { stored, dateNow, whenIdle, onStart, onChange } = deps;
  const createdAt = dateNow();
  let visit: Visit | undefined;
  let sharedAt = -Infinity;
  let waiting: ((id: string) => void)[] = [];

  function isOver({ startedAt, lastAt }: Visit, now: number): boolean {
    // A clock that was set back must not keep a session alive for ever.
    return now - lastAt > IDLE_MS || now - startedAt > LONGEST_MS || now < startedAt - SHARE_EVERY_MS;
  }

  function share(now: number): Visit {
    sharedAt = now;
    const before = visit;
    const text = stored.read();
    const known = parseVisit(text) ?? before;
    const isNew = !known || isOver(known, now);
    const startedAt = before ? now : createdAt;
    visit = isNew ? { id: createTraceId(), startedAt, lastAt: now } : { ...known, lastAt: now };
    // What somebody took away (another tab, once the user refused) is not put back.
    if (text !== null || !before) stored.write(JSON.stringify(visit));
    if (visit.id !== before?.id) {
      onChange(visit.id);
      if (isNew) onStart(visit.id, known?.id, now - startedAt);
    }
    return visit;
  }

  function id(): string {
    const { id } = visit ?? share(dateNow());
    const told = waiting;
    waiting = [];
    for (const callback of told) attempt('session', () => callback(id));
    return id;
  }

  return {
    id,
    whenKnown(callback) {
      if (visit) callback(visit.id);
      else if (waiting.push(callback) === 1) whenIdle(id);
    },
    touch() {
      if (!visit) return;
      const now = dateNow();
      if (Math.abs(now - sharedAt) < SHARE_EVERY_MS) visit.lastAt = now;
      else share(now);
    },
  };
}

/** What another tab, another version or somebody else has written there. */
function parseVisit(text: string | null): Visit | undefined {
  // A page's first exception takes V8 a millisecond.
  if (!text) return undefined;
  try {
    const { id, startedAt, lastAt } = JSON.parse(text) as Visit;
    if (!/^[\da-f]{32}$/.test(id) || !(startedAt > 0) || !(lastAt >= startedAt)) return undefined;
    return { id, startedAt, lastAt };
  } catch {
    // No JSON, or null.
    return undefined;
  }
}

/** The event that says so, at `time` on the `performance.now()` timeline; a previous session that is known has ended with it. */
export function sessionStart(id: string, previousId: string | undefined, time: number): ClewEvent {
  return {
    name: 'session.start',
    time,
    attributes: { 'session.id': id, ...(previousId && { 'session.previous_id': previousId }) },
    context: ROOT_CONTEXT,
  };
}
