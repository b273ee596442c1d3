// Sends what is on disk: what earlier pages, or this one in worse times, could not. One tab at a time, one request at a
// time; a row is deleted only after the collector has answered for it, or when its day is over.
import type { Body, SendResult, Signal, Spool } from '../trace/delivery.js';
import type { Account } from './account.js';

/** When another tab is at it, or the turn was over before the rows were. */
const AGAIN_MS = 10_000;

/** How the backlog leaves. */
export interface BacklogDeps {
  readonly account: Account;
  envelope(signal: Signal, contents: readonly string[]): string;
  compress(text: () => string, isUrgent: boolean): Promise<Body>;
  deliver(signal: Signal, body: Body, keepalive: boolean): Promise<SendResult>;
  /** False as soon as a failure is being waited out. */
  canGoOn(): boolean;
}

/** Sends what is due. @returns the milliseconds until it is worth another try. Rejects where storage is broken. */
export async function sendBacklog(spool: Spool, deps: BacklogDeps): Promise<number> {
  const { account, envelope, compress, deliver, canGoOn } = deps;
  let againMs = AGAIN_MS;
  /** Signals that this page may not send: their rows wait for one that may. */
  const unasked = new Set<Signal>();
  let maxRows = Infinity;
  await spool.exclusively(async (isOver) => {
    account.count('spool', 'dropped.storage', await spool.trim());
    while (!isOver() && canGoOn()) {
      const { keys, rows, expired, nextMs } = await spool.due(maxRows, (signal) => !unasked.has(signal));
      account.count('spool', 'dropped.expired', expired);
      const [first] = rows;
      if (!first) {
        againMs = nextMs;
        return;
      }
      const body = await compress(
        () =>
          envelope(
            first.signal,
            rows.map(({ text }) => text),
          ),
        false,
      );
      // Small, and meant for a page that stays: the budget of `keepalive` is for what is new.
      const result = await deliver(first.signal, body, false);
      const { verdict } = result;
      if (verdict === 'retryable') continue;
      if (verdict === 'refused' && result.isUnasked) {
        unasked.add(first.signal);
        continue;
      }
      if (verdict === 'divisible' && rows.length > 1) {
        maxRows = 1;
        continue;
      }
      const count = rows.reduce((sum, row) => sum + row.count, 0);
      const lost = verdict === 'sent' ? Math.min(result.rejected, count) : count;
      account.count('spool', verdict === 'sent' ? 'dropped.rejected' : 'dropped.refused', lost);
      account.count('spool', 'sent', count - lost);
      await spool.remove(keys);
    }
  });
  return againMs;
}
