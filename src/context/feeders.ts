// Starts every feeder of the current frame that this page needs: promises always, zone.js where it is loaded,
// small wrappers of Clew's own for the rest.
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { startPromises } from './awaitBridge.js';
import {
  patchCallback,
  patchObserver,
  UNZONED_CALLBACKS,
  UNZONED_OBSERVERS,
  ZONED_CALLBACKS,
  ZONED_OBSERVERS,
} from './callbacks.js';
import { patchHandlers, UNZONED_HANDLERS, ZONED_HANDLERS } from './handlers.js';
import { patchListeners } from './listeners.js';
import { hasZone, startZoneTasks } from './zoneTasks.js';

/**
 * Starts following asynchronous work. A feeder that this engine or page does not allow is left out.
 * @param nativeAwait whether native `await` is bridged; see {@link startPromises}.
 */
export function startFeeders(nativeAwait: boolean): Stop {
  const zoned = hasZone();
  const callbacks = zoned ? UNZONED_CALLBACKS : [...ZONED_CALLBACKS, ...UNZONED_CALLBACKS];
  const observers = zoned ? UNZONED_OBSERVERS : [...ZONED_OBSERVERS, ...UNZONED_OBSERVERS];
  const handlers = zoned ? UNZONED_HANDLERS : [...ZONED_HANDLERS, ...UNZONED_HANDLERS];
  const feeders: (() => Stop | undefined | (Stop | undefined)[])[] = [
    () => startPromises(nativeAwait),
    zoned ? startZoneTasks : patchListeners,
    ...callbacks.map((api) => () => patchCallback(api)),
    ...observers.map((name) => () => patchObserver(name)),
    ...handlers.map((name) => () => patchHandlers(name)),
  ];
  const stops = feeders.flatMap((start) => attempt('context feeder', start));
  return stopAll(stops.filter((stop) => stop !== undefined));
}
