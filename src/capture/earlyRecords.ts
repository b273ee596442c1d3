// What the loader (src/loader.ts) records of a page before Clew arrives, and where it leaves it. Clew goes on with it in
// early.ts, with the ids that the loader's requests have sent out already.

/** Ids that have left the page. */
export interface EarlyIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** A click, or another event of a user's with a request in its listeners; an `error`, an `unhandledrejection`. */
export interface EarlyEvent extends EarlyIds {
  readonly event: Event;
}

/** A request. Times in milliseconds on the `performance.now()` timeline. */
export interface EarlyRequest {
  readonly method: string;
  readonly url: URL;
  readonly startedAt: number;
  readonly spanId: string;
  /** The user's event in whose listener it was made, else the page load. */
  readonly cause: EarlyIds;
}

/** All of it; the ids are the page load's. */
export interface EarlyRecords extends EarlyIds {
  readonly requests: readonly EarlyRequest[];
  readonly events: readonly EarlyEvent[];
  /** Takes the loader's patches and listeners away; empty when that is done. */
  readonly undo: (() => void)[];
}

/** Where the loader leaves its records. */
export const EARLY: unique symbol = Symbol.for('clew.early') as never;

/** A page that a loader may have been on. */
export type EarlyPage = { [EARLY]?: EarlyRecords };

/** Ends the loader's work. What it has recorded stays, but where there is no consent. */
export function stopLoader(hasConsent: boolean): void {
  const page = globalThis as EarlyPage;
  const { undo = [] } = page[EARLY] ?? {};
  for (const step of undo.splice(0)) step();
  if (!hasConsent) delete page[EARLY];
}
