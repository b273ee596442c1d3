// Whether anything is alive that contexts must be kept for. Clew rests while nothing is.
import { nativeSetTimeout } from '../browser/native.js';

/** How long after the last sign of life it is over. */
const REST_AFTER_MS = 5_000;

type Listener = (isLive: boolean) => void;

/** True while some flow may be alive in a frame other than the root. */
export let live = false;

let isTouched = false;
const listeners = new Set<Listener>();

function setLive(isLive: boolean): void {
  live = isLive;
  for (const listener of listeners) listener(isLive);
}

/** Tells `listener` when {@link live} changes, and at once if it is true. */
export function watchLive(listener: Listener): () => void {
  listeners.add(listener);
  if (live) listener(true);
  return () => void listeners.delete(listener);
}

/** A sign of life. */
export function touch(): void {
  isTouched = true;
  if (live) return;
  setLive(true);
  nativeSetTimeout(rest, REST_AFTER_MS);
}

function rest(): void {
  const goesOn = isTouched;
  isTouched = false;
  if (goesOn) nativeSetTimeout(rest, REST_AFTER_MS);
  else setLive(false);
}
