// The session: what ties together the traces of one visit. In memory only: a reload begins a new one.
import { createTraceId } from '../trace/ids.js';

/** One visit. */
export interface Session {
  /** 32 random hexadecimal digits, `session.id`. */
  readonly id: string;
}

/** Begins a session. */
export function createSession(): Session {
  return { id: createTraceId() };
}
