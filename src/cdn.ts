// The script-tag entry, the only module that acts when it is loaded: makes the global `clew`, starts from the tag's
// data-* attributes, and runs the calls that the page queued before.
import { context, propagation, trace } from '@opentelemetry/api';
import { attempt } from './browser/guard.js';
import type { Source } from './capture/source.js';
import { optionsFromDataset } from './datasetOptions.js';
import { disk } from './disk.js';
import { everything, FURTHER_SOURCES, OPTIONAL_SOURCES } from './everything.js';
import { type Clew, INERT, init } from './init.js';
import type { InitOptions } from './options.js';
import { baggage } from './trace/baggage.js';

/** Options of `init`, with every part by its name. */
export type TagOptions = Omit<InitOptions, 'capture' | 'persist'> & {
  capture?: readonly (Source | string)[];
  persist?: boolean;
};

/** The global `clew`. */
export interface ClewGlobal {
  init(options: TagOptions): Clew;
  /** Sends what waits; resolves when it is out, or at once before `init`. */
  flush(): Promise<void>;
  /** What became of every span and event so far; see {@link Clew.stats}. */
  stats(): Record<string, number>;
  /** Starts or ends Clew as the user decided; see {@link Clew.setConsent}. */
  setConsent(isGiven: boolean): void;
  /** Names the user; see {@link Clew.setUser}. */
  setUser(id?: string): void;
  /** Sends what waits and takes every patch away; see {@link Clew.shutdown}. */
  shutdown(): Promise<void>;
  /** Runs one queued call, as the array did that stood here before: `clew.push(['init', {…}])`. */
  push(...calls: QueuedCall[]): number;
  readonly trace: typeof trace;
  readonly context: typeof context;
  readonly propagation: typeof propagation;
}

/** A call made before Clew was there: a method's name and its arguments. */
export type QueuedCall = readonly [
  method: 'init' | 'setConsent' | 'setUser' | 'flush' | 'shutdown',
  ...args: unknown[],
];

/** A stub that some other script fills without end is cut off here. */
const MAX_QUEUED = 50;

const page = globalThis as unknown as { clew?: ClewGlobal | QueuedCall[] };

function createGlobal(): ClewGlobal {
  let handle = INERT;
  /** What the page said holds for a Clew that is started later, too. */
  let userId: string | undefined;
  let consent: boolean | undefined;
  const clew: ClewGlobal = {
    init(options) {
      const decided = consent === false ? { ...options, consent } : options;
      handle = init(attempt('options', () => withEverything(decided)) ?? (options as unknown as InitOptions));
      if (userId !== undefined) handle.setUser(userId);
      if (consent !== undefined) handle.setConsent(consent);
      return handle;
    },
    flush: () => handle.flush(),
    stats: () => handle.stats(),
    setConsent(isGiven) {
      consent = isGiven;
      handle.setConsent(isGiven);
    },
    setUser(id) {
      userId = id;
      handle.setUser(id);
    },
    shutdown: () => handle.shutdown(),
    push(...calls) {
      for (const [method, ...args] of calls) {
        // What is no method throws, and is passed over.
        attempt(method, () => (clew[method] as (...args: unknown[]) => unknown)(...args));
      }
      return 0;
    },
    trace,
    context,
    propagation,
  };
  return Object.freeze(clew);
}

/**
 * All parts: sources by default, and by their names; the disk unless that is refused; baggage.
 * @throws where an option is not of its form, for `init` to say so.
 */
function withEverything(options: TagOptions): InitOptions {
  const { capture = everything, persist = true, propagators = [] } = options;
  const known = [...FURTHER_SOURCES, ...OPTIONAL_SOURCES];
  return {
    ...options,
    capture: Array.isArray(capture)
      ? capture.map((item) => known.find(({ name }) => name === item) ?? item)
      : capture,
    persist: persist === true ? disk : persist || undefined,
    propagators: [baggage, ...propagators],
  } as InitOptions;
}

function start(): void {
  const before = page.clew;
  // A second copy of the script leaves the first one alone. An element with this id is no copy.
  if (before && 'init' in before) return;
  const clew = createGlobal();
  page.clew = clew;
  const options = optionsFromDataset((document.currentScript as HTMLElement | null)?.dataset ?? {});
  // With any of them the tag is meant to start it: `init` says what is missing.
  if (Object.keys(options).length > 0) clew.init(options as unknown as TagOptions);
  if (Array.isArray(before)) clew.push(...before.slice(0, MAX_QUEUED));
}

attempt('start', start);
