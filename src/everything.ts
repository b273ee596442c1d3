// Every source there is: what the script tag starts with. An application imports the ones it wants, or this list.
import type { Source } from './capture/source.js';
import type { CoreSource } from './options.js';

/** Sources beyond the core, which are imported one by one; each adds at most 1.5 KB to a bundle. */
export const FURTHER_SOURCES: readonly Source[] = [];

/** All sources: `init({ serviceName: 'shop-web', capture: everything })`. */
export const everything: readonly (CoreSource | Source)[] = [
  'pageLoad',
  'interactions',
  'fetch',
  'xhr',
  ...FURTHER_SOURCES,
];
