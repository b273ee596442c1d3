// Options from a script tag's `data-*` attributes: how each text becomes a value.
import type { InitOptions } from './options.js';
import { isOption } from './resolveOptions.js';

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
  tailSlowMs: (value) => (value.trim() === 'false' ? false : value.trim() ? Number(value) : value),
  consent: asFlag,
  respectGpc: asFlag,
  nativeAwait: asFlag,
  persist: asFlag,
  routes: asList,
  debug: asFlag,
};

/** Options from a script tag's `data-*` attributes; unknown ones are not Clew's business. */
export function optionsFromDataset(dataset: DOMStringMap): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(dataset)) {
    if (!isOption(name) || value === undefined) continue;
    options[name] = (PARSERS[name as keyof InitOptions] ?? String)(value);
  }
  return options;
}
