// Options from a script tag's `data-*` attributes: how each text becomes a value.
import type { InitOptions } from './options.js';
import { OPTION_NAMES } from './resolveOptions.js';

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

/** Options from a script tag's `data-*` attributes; unknown ones are not Clew's business, unless they are nearly known. */
export function optionsFromDataset(dataset: DOMStringMap): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(dataset)) {
    if (value === undefined) continue;
    const meant = OPTION_NAMES.find((known) => bare(known) === bare(name));
    if (meant === name) options[name] = (PARSERS[meant] ?? String)(value);
    else if (meant)
      console.warn(`clew: data-${inKebabCase(name)} is no option; data-${inKebabCase(meant)} is.`);
  }
  return options;
}

const bare = (name: string): string => name.replace(/[-_]/g, '').toLowerCase();
const inKebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
