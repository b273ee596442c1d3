// What the pipeline and the transport say to each other: what is sent, what became of it, and what is kept on disk.

/** OTLP's name of what is sent, in its paths. */
export type Signal = 'traces' | 'logs';

/** A request's body as it goes over the wire. */
export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether `bytes` are gzip; plain JSON in UTF-8 if not. */
  readonly isGzip: boolean;
}

/**
 * What became of a request.
 * - `sent`: accepted, but for `rejected` of its records.
 * - `retryable`: to be sent again, not before `delayMs` from now; `hasAnswer` tells a collector that asked for it from
 *   one that was not reached.
 * - `divisible`: refused as it is; in parts it may be accepted.
 * - `refused`: for good; `isUnasked` where this page asks no more, while another one may be answered differently.
 */
export type SendResult =
  | { readonly verdict: 'sent'; readonly rejected: number }
  | { readonly verdict: 'retryable'; readonly delayMs: number; readonly hasAnswer: boolean }
  | { readonly verdict: 'divisible' }
  | { readonly verdict: 'refused'; readonly isUnasked?: boolean };

/** Records on disk, encoded together with who recorded them. */
export interface SpoolRow {
  readonly signal: Signal;
  /** How many spans or events it holds. */
  readonly count: number;
  /** One `ResourceSpans` or `ResourceLogs` of OTLP/JSON. */
  readonly text: string;
}

/** A row's place on disk: when others than its page may send it (epoch milliseconds), its page, number, size, count. */
export type SpoolKey = [dueMs: number, page: string, number: number, sizeBytes: number, count: number];

/** What could not be sent yet, kept over the end of the page and of the browser. */
export interface Spool {
  /** Gets ready to save: what is opened only when the page ends is opened too late. Once is enough, more is free. */
  open(): void;
  /**
   * Writes rows; they are durable when this resolves. Others send them once `leaseMs` has passed.
   * @returns their keys. Rejects where storage is full, blocked or broken.
   */
  save(rows: readonly SpoolRow[], leaseMs: number): Promise<SpoolKey[]>;
  /**
   * Deletes the oldest rows beyond the bounds; for a page that lives on to tell how many records that cost.
   * @returns their number.
   */
  trim(): Promise<number>;
  remove(keys: readonly SpoolKey[]): Promise<void>;
  /**
   * Rows that anybody may send, oldest first, of one signal and together one request; and what is due later.
   * @param isWanted which signal; rows of the other stay.
   */
  due(maxRows: number, isWanted: (signal: Signal) => boolean): Promise<DueRows>;
  /** Runs `work` unless another tab is at it; `isOver` answers whether it shall end. Never waits. */
  exclusively(work: (isOver: () => boolean) => Promise<void>): Promise<void>;
  /** Ends `exclusively` now: a page that sleeps must not keep others waiting. */
  release(): void;
  /** For good: all else here does nothing from now on, and finds nothing. What is there is deleted elsewhere. */
  forget(): void;
}

/** What {@link Spool.due} finds. */
export interface DueRows {
  readonly keys: readonly SpoolKey[];
  readonly rows: readonly SpoolRow[];
  /** Records found too old or unreadable; they are deleted. */
  readonly expired: number;
  /** Milliseconds until the next row is due; Infinity if there is none. */
  readonly nextMs: number;
}
