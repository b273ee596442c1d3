// The account of every span and event: what was created and what became of it. It goes with every request, so that the
// receiving side can compute what is missing without asking the page.

/** What is counted: `created` is the sum of all the others and of what still waits. */
export type Fate = 'created' | 'sent' | 'spooled' | `dropped.${DropReason}`;

/**
 * Why something is lost: no room in memory (`queue`) or on disk (`storage`); the collector refused the request
 * (`refused`) or that record (`rejected`); on disk for a day (`expired`); the page's own hook refused it (`hook`).
 */
export type DropReason = 'queue' | 'storage' | 'refused' | 'rejected' | 'expired' | 'hook';

/** Counts by name, for example `clew.traces.dropped.queue`. */
export interface Account {
  /** What is not there is 0. `clew.spool.…` counts what earlier pages left behind. */
  readonly counts: Readonly<Record<string, number>>;
  count(of: 'traces' | 'logs' | 'spool', fate: Fate, by?: number): void;
}

/** Opens an account. */
export function createAccount(): Account {
  const counts: Record<string, number> = { __proto__: null } as never;
  return {
    counts,
    count(of, fate, by = 1) {
      const name = `clew.${of}.${fate}`;
      if (by > 0) counts[name] = (counts[name] ?? 0) + by;
    },
  };
}
