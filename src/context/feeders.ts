// Starts every feeder of the current frame that this page needs: promises always, zone.js where it is loaded,
// small wrappers of Clew's own for the rest.
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { startPromises } from './awaitBridge.js';
import {
  ANSWERING,
  OBSERVERS,
  patchArguments,
  patchCallback,
  patchObserver,
  UNZONED_CALLBACKS,
  ZONED_CALLBACKS,
} from './callbacks.js';
import { HANDLERS, patchHandlers } from './handlers.js';
import { patchListeners } from './listeners.js';
import { patchMessageChannels } from './messageChannels.js';
import { hasZone, hasZonedListeners, startZoneTasks } from './zoneTasks.js';

/**
 * Starts following asynchronous work. A feeder that this engine or page does not allow is left out.
 * @param nativeAwait whether native `await` is bridged; see {@link startPromises}.
 */
export function startFeeders(nativeAwait: boolean): Stop {
  const zoned = hasZone();
  const callbacks = zoned ? UNZONED_CALLBACKS : [...ZONED_CALLBACKS, ...UNZONED_CALLBACKS];
  const feeders: (() => Stop | undefined | (Stop | undefined)[])[] = [
    () => startPromises(nativeAwait),
    ...(zoned ? [startZoneTasks] : []),
    ...(hasZonedListeners() ? [] : [patchListeners]),
    ...callbacks.map((api) => () => patchCallback(api)),
    ...ANSWERING.map((api) => () => patchArguments(...api)),
    patchMessageChannels,
    ...OBSERVERS.map((name) => () => patchObserver(name)),
    ...HANDLERS.map((name) => () => patchHandlers(name)),
  ];
  const stops = feeders.flatMap((start) => attempt('context feeder', start));
  return stopAll(stops);
}
