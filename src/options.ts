// Everything a page owner can say to `init`. Defaults and checks are in resolveOptions.ts.
import type { Attributes, TextMapPropagator } from '@opentelemetry/api';
import type { Routes } from './capture/route.js';
import type { Source } from './capture/source.js';
import type { Persistence } from './disk.js';
import type { PropagationTarget } from './trace/propagationTargets.js';
import type { SpanProcessor } from './trace/spanProcessor.js';
import type { Sampler } from './trace/tracer.js';

/** The sources that every Clew has, by name; the others are values to import. */
export type CoreSource = 'pageLoad' | 'interactions' | 'fetch' | 'xhr';

/** Options of `init`. In `data-*` form: kebab-case, lists comma-separated, maps as `key=value` pairs. */
export interface InitOptions {
  /**
   * Name of this page or app as a service, `service.name`.
   * @example 'shop-web'
   */
  serviceName: string;
  /**
   * Version of the page's own code, `service.version`.
   * @defaultValue none
   * @example '2026.11.3'
   */
  serviceVersion?: string;
  /**
   * Where it runs, `deployment.environment.name`.
   * @defaultValue none
   * @example 'production'
   */
  environment?: string;
  /**
   * More resource attributes, sent with every batch.
   * @defaultValue {}
   * @example { 'service.namespace': 'shop' }
   */
  resourceAttributes?: Attributes;
  /**
   * OTLP/HTTP base URL of the collector, or a path such as `/otel`; `/v1/traces` and `/v1/logs` are appended, as with
   * OTEL_EXPORTER_OTLP_ENDPOINT.
   * @defaultValue 'http://localhost:4318' on localhost; required elsewhere
   * @example 'https://otel.example.com'
   */
  endpoint?: string;
  /**
   * HTTP headers for the collector. They are public: whoever opens the page can read them.
   * @defaultValue {}
   * @example { 'x-api-key': 'public-ingest-key' }
   */
  headers?: Record<string, string>;
  /**
   * Origins beyond the page's own that get `traceparent`. They must allow the header in their CORS answer.
   * @defaultValue [], the same origin only
   * @example ['https://api.example.com', /^https:\/\/[a-z]+\.example\.com\//]
   */
  propagateTo?: readonly PropagationTarget[];
  /**
   * Requests that are neither traced nor given headers.
   * @defaultValue []
   * @example ['https://www.google-analytics.com', /\/health$/]
   */
  ignoreUrls?: readonly PropagationTarget[];
  /**
   * Share of sessions that are sampled, from 0 (none) to 1 (all); consistent with OpenTelemetry's probability sampling.
   * @defaultValue 1
   * @example 0.25
   */
  sampleRate?: number;
  /**
   * Traces of sessions that are not sampled are sent after all if an error happens in them, or if their interaction or
   * page load takes this many milliseconds; `false` for never. See docs/sampling.md.
   * @defaultValue 2000
   * @example 1000
   */
  tailSlowMs?: number | false;
  /**
   * Which sources are on: names, or what is imported beside `init`. The script tag knows all of them by name.
   * @defaultValue ['pageLoad', 'interactions', 'fetch', 'xhr']; script tag: all
   * @example ['pageLoad', 'fetch', errors, webVitals]
   */
  capture?: readonly (CoreSource | Source)[];
  /**
   * Whether contexts are kept across native `await`. Promises awaited within a trace then lack V8's `at async` lines
   * in their stacks; see docs/async-context.md.
   * @defaultValue true
   * @example false
   */
  nativeAwait?: boolean;
  /**
   * Routes of the app, by which navigations and page views are named: patterns, of which the first that matches counts
   * (`:id` is one segment, a final `*` the rest), or a function. A hash router's path follows the page's: `/#/cart`.
   * @defaultValue [], guessed: numbers, hashes, e-mail addresses and long tokens become `:id`
   * @example ['/product/:id', '/account/*']
   */
  routes?: Routes;
  /**
   * Where what could not be sent yet is kept for the next visit: `disk`, imported beside `init`. The script tag knows it:
   * there it is `true` or `false`.
   * @defaultValue none, memory only; script tag: true
   * @example disk
   */
  persist?: Persistence;
  /**
   * Rewrites every URL before it is recorded. If it throws, the default is used.
   * @defaultValue credentials and fragment removed, query values replaced by `REDACTED`
   * @example (url) => url.split('?')[0]
   */
  redactUrl?: (url: string) => string;
  /**
   * Sees every span and event before it leaves: may change its name and attributes, and drops it by returning `false`.
   * What it throws on, or answers with a promise, is dropped too, and counted.
   * @defaultValue none
   * @example (record) => { delete record.attributes['user_agent.original']; }
   */
  beforeSend?: BeforeSend;
  /**
   * More span processors, which may bring exporters of their own: OpenTelemetry's interface. See docs/opentelemetry.md.
   * @defaultValue []
   * @example [new SimpleSpanProcessor(new ConsoleSpanExporter())]
   */
  spanProcessors?: readonly SpanProcessor[];
  /**
   * More headers, written and read beside `traceparent` and `tracestate`: `baggage`, imported beside `init`, and other
   * formats by OpenTelemetry's interface. Other origins must allow these headers too.
   * @defaultValue []; script tag: `baggage` always
   * @example [baggage, new B3Propagator()]
   */
  propagators?: readonly TextMapPropagator[];
  /**
   * Decides about spans in place of `sampleRate`: OpenTelemetry's interface. What it only has recorded is the tail's.
   * @defaultValue none
   * @example new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) })
   */
  sampler?: Sampler;
  /**
   * Whether the user agreed to being measured. `false`: nothing is recorded, stored or sent, and no request is given a
   * header, until `setConsent(true)`.
   * @defaultValue true
   * @example false
   */
  consent?: boolean;
  /**
   * Takes the browser's Global Privacy Control signal for `consent: false`.
   * @defaultValue false
   * @example true
   */
  respectGpc?: boolean;
  /**
   * Says on the console what Clew does and what goes wrong.
   * @defaultValue false
   * @example true
   */
  debug?: boolean;
}

/** What `beforeSend` sees of a span or an event. */
export interface OutgoingRecord {
  readonly type: 'span' | 'event';
  name: string;
  /** May be changed in place, or replaced. */
  attributes: Attributes;
  /** Events on a span, exceptions for example; they may be left out, and their attributes changed in place. */
  events: readonly { readonly name: string; readonly attributes: Attributes }[];
}

/** Returns `false` to drop the record. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that returns nothing lets the record pass.
export type BeforeSend = (record: OutgoingRecord) => boolean | void;

/** Options with every default filled in; frozen. */
export type ResolvedOptions = Readonly<
  Required<Omit<InitOptions, OptionalNames>> & Pick<InitOptions, OptionalNames>
>;
type OptionalNames = 'serviceVersion' | 'environment' | 'persist' | 'redactUrl' | 'beforeSend' | 'sampler';
