// What every source of telemetry is: a name to switch it by, and a start. A source knows the browser and what it is
// given here; where spans and events go is not its business.
import type { Attributes, Context, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { Stop } from '../browser/guard.js';
import type { ClewEvent } from '../trace/event.js';
import type { Passage } from './headerGate.js';

/** What a source needs from the rest of Clew. */
export interface SourceDeps {
  readonly tracer: Tracer;
  readonly propagator: TextMapPropagator;
  /** Sends an event; without a context of its own it belongs to {@link SourceDeps.active}. */
  emit(event: ClewEvent): void;
  /** Puts attributes on every span and event from now on; `undefined` takes one away. */
  stamp(attributes: Attributes): void;
  /** The context in which the page's code is calling. */
  active(): Context;
  /** Makes `context` that of code that nothing else caused: the page load's or a navigation's, until it ends. */
  setAmbient(context: Context): void;
  /** Milliseconds on the `performance.now()` timeline. */
  now(): number;
  redactUrl(url: string): string;
  /** The low-cardinality route of a page's URL: the option `routes`, else a guess. */
  routeOf(url: URL): string;
  /** False for `ignoreUrls` and Clew's own endpoint. */
  shouldTrace(url: URL): boolean;
  /** True for same origin and `propagateTo`. */
  shouldPropagate(url: URL): boolean;
  /** The one tracker of client spans, made at its first use. */
  requests(): RequestTracker;
  /** Registers what is done each time the page hides. */
  onHide(end: () => void): void;
}

/** One source of telemetry. */
export interface Source {
  /** The name by which `data-capture` switches it. */
  readonly name: string;
  /** Starts it, and answers with what ends it; what it needs and the browser lacks makes it do nothing. */
  start(deps: SourceDeps): Stop | undefined;
}

/** One request that has a span. */
export interface TrackedRequest extends Omit<Passage, 'answered'> {
  /**
   * A response arrived, from `finalUrl`; `status` 0 (opaque) is not reported. The span goes on until the body's end.
   */
  responded(status: number, finalUrl: string): void;
  /** No response: a network or CORS failure, or a timeout. */
  failed(errorType: string): void;
  /** The page cancelled it: no error. */
  aborted(): void;
}

/** Starts request spans. */
export interface RequestTracker {
  /**
   * Starts a span for a request to `url`, or answers `undefined` for one that is not traced.
   * @param within by default the active context.
   * @param madeAt of a request that was made before Clew was there, milliseconds on the `performance.now()` timeline: how
   * it ended, its resource timing entry tells.
   */
  start(method: string, url: URL, within?: Context, madeAt?: number): TrackedRequest | undefined;
  /** Takes resource timing entries that are older than the tracker. */
  settle(entries: PerformanceEntryList): void;
  stop: Stop;
}
