// navigator.sendBeacon: a span per call, which says whether the browser took it. When and how the request went is not
// told to scripts.
// @see https://w3c.github.io/beacon/
import { attempt, type Stop } from '../browser/guard.js';
import { patchCalls } from '../browser/patch.js';
import { fail, startConnection, tracedUrl } from './connection.js';
import type { Source, SourceDeps } from './source.js';

/** Bytes of a body, where they are known without reading it. */
function sizeOf(body: unknown): number | undefined {
  if (typeof body === 'string') return new TextEncoder().encode(body).length;
  const { size, byteLength } = (body ?? {}) as { size?: unknown; byteLength?: unknown };
  const bytes = size ?? byteLength;
  return typeof bytes === 'number' ? bytes : undefined;
}

function sent(deps: SourceDeps, written: string, body: unknown, startedAt: number, isQueued: unknown): void {
  const url = tracedUrl(written, deps);
  if (!url) return;
  const span = startConnection(deps, 'POST', url, startedAt, {
    'http.request.method': 'POST',
    'http.request.body.size': sizeOf(body),
    'clew.request.type': 'beacon',
  });
  // Too large, or too much under way: 64 KiB in all.
  if (isQueued) span.end();
  else fail(span, 'refused').end();
}

/** Patches `Navigator.prototype.sendBeacon`. */
function captureBeacons(deps: SourceDeps): Stop | undefined {
  return patchCalls(globalThis.Navigator?.prototype, 'sendBeacon', (self, args, native) => {
    const startedAt = deps.now();
    // Read once, as the native function does; what has no text form it refuses itself.
    const written = attempt('beacon', () => `${args[0]}`);
    if (written !== undefined && args.length > 0) args[0] = written;
    const isQueued = Reflect.apply(native, self, args);
    if (written !== undefined) attempt('beacon', () => sent(deps, written, args[1], startedAt, isQueued));
    return isQueued;
  });
}

/** Calls of `navigator.sendBeacon`. */
export const beacons: Source = { name: 'beacons', start: captureBeacons };
