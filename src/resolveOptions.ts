// From what a page passed to complete options. A mistake is answered with a sentence that names the option and the form
// it should have.
import type { CoreSource, InitOptions, ResolvedOptions } from './options.js';

/** The sources that are on by default. */
export const CORE_SOURCES: readonly CoreSource[] = ['pageLoad', 'interactions', 'fetch', 'xhr'];

type Check = readonly [isValid: (value: unknown) => boolean, expected: string];

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
/** Also from another realm, or without a prototype; but no Map, Headers or array. */
const isMap = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const has =
  (method: string) =>
  (value: unknown): boolean =>
    isFunction((value as Record<string, unknown> | null | undefined)?.[method]);
const isSource = has('start');
const isListOf = (isItem: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isItem);

const text: Check = [isText, 'a non-empty string'];
const listOfWhatHas = (method: string): Check => [
  isListOf(has(method)),
  `a list of objects with ${method}()`,
];
const fn: Check = [isFunction, 'a function'];
const flag: Check = [(value) => typeof value === 'boolean', 'true or false'];
const isListOfMatchers = (isPrefix: (value: unknown) => boolean) =>
  isListOf((item) => isPrefix(item) || item instanceof RegExp || isFunction(item));

/** Elsewhere `localhost` is the visitor's own machine, about which browsers would ask them. */
function isLocalPage(): boolean {
  return /^(|(.+\.)?localhost|127\..*|\[::1])$/.test(globalThis.location?.hostname ?? '');
}

/** Every option: its default, what is a value of it, and how that is said. */
const OPTIONS: {
  readonly [Name in keyof InitOptions]-?: readonly [InitOptions[Name] | undefined, ...Check];
} = {
  serviceName: [undefined, ...text],
  serviceVersion: [undefined, ...text],
  environment: [undefined, ...text],
  resourceAttributes: [{}, isMap, 'an object of attributes'],
  endpoint: [
    isLocalPage() ? 'http://localhost:4318' : '',
    isBaseUrl,
    'an http or https URL, or a path like /otel; without query or /v1/traces',
  ],
  headers: [{}, isHeaders, 'an object of strings that HTTP allows in headers'],
  propagateTo: [
    [],
    isListOfMatchers((value) => isText(value) && /^https?:\/\/[^/*]+/.test(value as string)),
    'a list of RegExps, functions or URL prefixes like https://api.example.com',
  ],
  ignoreUrls: [[], isListOfMatchers(isText), 'a list of URL prefixes, RegExps or functions'],
  sampleRate: [1, (value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
  tailSlowMs: [
    2_000,
    (value) => value === false || (typeof value === 'number' && value >= 0),
    'a number of milliseconds, or false',
  ],
  capture: [
    CORE_SOURCES,
    isListOf((item) => CORE_SOURCES.includes(item as CoreSource) || isSource(item)),
    `a list of ${CORE_SOURCES.join(', ')} or further sources`,
  ],
  nativeAwait: [true, ...flag],
  persist: [undefined, has('open'), 'the imported disk; for the script tag true or false'],
  routes: [[], (value) => isFunction(value) || isListOf(isText)(value), 'a list of patterns, or a function'],
  redactUrl: [undefined, ...fn],
  beforeSend: [undefined, ...fn],
  spanProcessors: [[], ...listOfWhatHas('onEnd')],
  propagators: [[], ...listOfWhatHas('inject')],
  sampler: [undefined, has('shouldSample'), 'an object with shouldSample()'],
  consent: [true, ...flag],
  respectGpc: [false, ...flag],
  debug: [false, ...flag],
};

/** All of them. */
export const OPTION_NAMES: readonly (keyof InitOptions)[] = Object.keys(OPTIONS) as (keyof InitOptions)[];

/** A base URL, absolute or relative to the page, to which a path can be added; `otel.example.com` would be a path. */
function isBaseUrl(value: unknown): boolean {
  try {
    const { protocol, username, search, hash, pathname } = new URL(
      value as string,
      globalThis.document?.baseURI,
    );
    return (
      /^(https?:\/\/|[./])/i.test(value as string) &&
      /^https?:$/.test(protocol) &&
      !/\/v1\/(traces|logs)\/?$/.test(pathname) &&
      // With credentials, `fetch` throws.
      !(username + search + hash)
    );
  } catch {
    // Not a URL.
    return false;
  }
}

/** What HTTP takes as names and values. */
function isHeaders(value: unknown): boolean {
  try {
    return (
      isMap(value) &&
      isListOf((item) => typeof item === 'string')(Object.values(value as object)) &&
      !!new Headers(value as HeadersInit)
    );
  } catch {
    // A space in a name, a line break in a value.
    return false;
  }
}

/**
 * Checks what the page passed and fills in the defaults.
 * @returns the options, or one sentence per mistake. The page's own object is only read.
 */
export function resolveOptions(given: unknown): ResolvedOptions | readonly string[] {
  if (!isMap(given)) return ['init expects an object of options, at least serviceName'];
  const own: Readonly<Record<string, unknown>> = { __proto__: null, ...(given as object) };
  const mistakes: string[] = [];
  for (const name of Object.keys(own)) {
    if (!OPTION_NAMES.includes(name as keyof InitOptions))
      mistakes.push(`unknown option "${name}"; known are ${OPTION_NAMES.join(', ')}`);
  }
  const resolved = Object.entries(OPTIONS).map(([name, [fallback, isValid, expected]]) => {
    const value = own[name] === undefined ? fallback : own[name];
    const isOmitted = value === undefined && name !== 'serviceName';
    if (!isOmitted && !isValid(value))
      mistakes.push(
        `option "${name}" must be ${expected}, not ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
      );
    return [name, value];
  });
  return mistakes.length > 0 ? mistakes : (Object.freeze(Object.fromEntries(resolved)) as ResolvedOptions);
}
