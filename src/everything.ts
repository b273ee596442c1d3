// Every source there is: what the script tag starts with. An application imports the ones it wants, or this list.
import { beacons } from './capture/beacon.js';
import { consoleErrors } from './capture/consoleErrors.js';
import { early } from './capture/early.js';
import { errors } from './capture/errors.js';
import { eventSources } from './capture/eventSource.js';
import { eventTimings } from './capture/eventTimings.js';
import { everyInteraction } from './capture/everyInteraction.js';
import { frustrations } from './capture/frustrations.js';
import { longFrames } from './capture/longFrames.js';
import { navigations } from './capture/navigation.js';
import type { Source } from './capture/source.js';
import { webSockets } from './capture/webSocket.js';
import { webVitals } from './capture/webVitals.js';
import type { CoreSource } from './options.js';
import { CORE_SOURCES } from './resolveOptions.js';

/**
 * Sources beyond the core, which are imported one by one; each adds at most 1.5 KB to a bundle, and `webVitals` the package
 * web-vitals on top.
 */
export const FURTHER_SOURCES: readonly Source[] = [
  beacons,
  early,
  errors,
  eventSources,
  eventTimings,
  frustrations,
  longFrames,
  navigations,
  webSockets,
  webVitals,
];

/** Sources that the script tag knows by name, but that nobody gets without asking. */
export const OPTIONAL_SOURCES: readonly Source[] = [consoleErrors, everyInteraction];

/** All sources: `init({ serviceName: 'shop-web', capture: everything })`. */
export const everything: readonly (CoreSource | Source)[] = [...CORE_SOURCES, ...FURTHER_SOURCES];
