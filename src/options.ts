// Everything a page owner can say to `init`, and every default. A mistake is answered with a sentence that names
// the option and the form it should have.
import type { Attributes } from '@opentelemetry/api';
import type { Routes } from './capture/route.js';
import type { Source } from './capture/source.js';
import type { PropagationTarget } from './trace/propagationTargets.js';

/** The sources that every Clew has, by name; the others are values to import. */
export type CoreSource = 'pageLoad' | 'interactions' | 'fetch' | 'xhr';

/** Options of `init`. In `data-*` form: kebab-case, lists comma-separated, maps as `key=value` pairs. */
export interface InitOptions {
  /**
   * Name of this page or app as a service, `service.name`. Required.
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
   * OTLP/HTTP base URL of the collector; `/v1/traces` is appended, as with OTEL_EXPORTER_OTLP_ENDPOINT.
   * @defaultValue 'http://localhost:4318'
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
   * Share of traces that are recorded, from 0 (none) to 1 (all); consistent with OpenTelemetry's probability sampling.
   * @defaultValue 1
   * @example 0.25
   */
  sampleRate?: number;
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
   * Whether what could not be sent yet may be kept in IndexedDB, for a day at most, for the next visit.
   * @defaultValue true
   * @example false
   */
  persist?: boolean;
  /**
   * Rewrites every URL before it is recorded. If it throws, the default is used.
   * @defaultValue credentials and fragment removed, query values replaced by `REDACTED`
   * @example (url) => url.split('?')[0]
   */
  redactUrl?: (url: string) => string;
  /**
   * Says on the console what Clew does and what goes wrong.
   * @defaultValue false
   * @example true
   */
  debug?: boolean;
}

/** Options with every default filled in; frozen. */
export type ResolvedOptions = Readonly<
  Required<Omit<InitOptions, OptionalNames>> & Pick<InitOptions, OptionalNames>
>;
type OptionalNames = 'serviceVersion' | 'environment' | 'redactUrl';

/** The sources that are on by default. */
const CORE_SOURCES: readonly CoreSource[] = ['pageLoad', 'interactions', 'fetch', 'xhr'];

const DEFAULTS = {
  resourceAttributes: {},
  endpoint: 'http://localhost:4318',
  headers: {},
  propagateTo: [],
  ignoreUrls: [],
  sampleRate: 1,
  capture: CORE_SOURCES,
  nativeAwait: true,
  persist: true,
  routes: [],
  debug: false,
} satisfies Omit<InitOptions, 'serviceName'>;

type Check = readonly [isValid: (value: unknown) => boolean, expected: string];

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSource = (item: unknown): boolean => typeof (item as Source | null)?.start === 'function';
const isListOf = (isItem: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isItem);

const text: Check = [isText, 'a non-empty string'];
const flag: Check = [(value) => typeof value === 'boolean', 'true or false'];
const matchers: Check = [
  isListOf((item) => isText(item) || item instanceof RegExp || typeof item === 'function'),
  'a list of URL prefixes (strings), RegExps or functions',
];

const CHECKS: Readonly<Record<keyof InitOptions, Check>> = {
  serviceName: text,
  serviceVersion: text,
  environment: text,
  resourceAttributes: [isMap, 'an object of attributes'],
  endpoint: [isHttpUrl, 'an http or https URL, for example https://otel.example.com'],
  headers: [
    (value) => isMap(value) && isListOf((item) => typeof item === 'string')(Object.values(value as object)),
    'an object of strings',
  ],
  propagateTo: matchers,
  ignoreUrls: matchers,
  sampleRate: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
  capture: [
    isListOf((item) => CORE_SOURCES.includes(item as CoreSource) || isSource(item)),
    `a list of ${CORE_SOURCES.join(', ')} or imported sources`,
  ],
  nativeAwait: flag,
  persist: flag,
  routes: [
    (value) => typeof value === 'function' || isListOf(isText)(value),
    'a list of patterns such as /product/:id, or a function from URL to pattern',
  ],
  redactUrl: [(value) => typeof value === 'function', 'a function from URL to URL'],
  debug: flag,
};

/** An `http:` or `https:` URL, absolute or relative to the page. */
function isHttpUrl(value: unknown): boolean {
  try {
    return isText(value) && /^https?:$/.test(new URL(value as string, globalThis.document?.baseURI).protocol);
  } catch {
    // Not a URL.
    return false;
  }
}

/**
 * Checks what the page passed and fills in the defaults.
 * @returns the options, or one sentence per mistake. The page's own object is only read.
 */
export function resolveOptions(given: unknown): ResolvedOptions | readonly string[] {
  if (!isMap(given)) return ['init expects an object of options, at least { serviceName: "shop-web" }'];
  const known = Object.create(null) as Record<string, unknown>;
  const mistakes: string[] = [];
  for (const name of Object.keys(given as object)) {
    if (!Object.hasOwn(CHECKS, name))
      mistakes.push(`unknown option "${name}"; known are ${Object.keys(CHECKS).join(', ')}`);
  }
  for (const [name, [isValid, expected]] of Object.entries(CHECKS)) {
    const value = Object.hasOwn(given as object, name) ? (given as Record<string, unknown>)[name] : undefined;
    if (value === undefined && name !== 'serviceName') continue;
    if (isValid(value)) known[name] = value;
    else mistakes.push(`option "${name}" must be ${expected}`);
  }
  return mistakes.length > 0
    ? mistakes
    : Object.freeze({ ...DEFAULTS, ...known } as unknown as ResolvedOptions);
}

const asList = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const asFlag = (value: string): boolean | string =>
  value === '' || value === 'true' ? true : value === 'false' ? false : value;
const asMap = (value: string): Record<string, string> =>
  Object.fromEntries(
    asList(value).map(
      (pair) =>
        pair
          .split(/=(.*)/s)
          .slice(0, 2)
          .map((part) => part.trim()) as [string, string],
    ),
  );

/** How the text of a `data-*` attribute becomes an option; anything else is taken as it is. */
const PARSERS: Readonly<Partial<Record<keyof InitOptions, (value: string) => unknown>>> = {
  resourceAttributes: asMap,
  headers: asMap,
  propagateTo: asList,
  ignoreUrls: asList,
  // An empty attribute is a mistake, not 0.
  sampleRate: (value) => (value.trim() ? Number(value) : value),
  capture: asList,
  nativeAwait: asFlag,
  persist: asFlag,
  routes: asList,
  debug: asFlag,
};

/** Options from a script tag's `data-*` attributes; unknown ones are not Clew's business. */
export function optionsFromDataset(dataset: DOMStringMap): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(dataset)) {
    if (!Object.hasOwn(CHECKS, name) || value === undefined) continue;
    options[name] = (PARSERS[name as keyof InitOptions] ?? String)(value);
  }
  return options;
}
