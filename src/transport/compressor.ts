// Whether bodies are gzip. A collector of the page's own origin takes it unless it says no (415); another must allow
// `content-encoding` in its CORS answer, which shows in the first request: what came of that holds for the tab's session. No answer may
// have other reasons: it counts where the same in plain JSON gets one.
import { storedText } from '../browser/storedText.js';
import type { Body } from '../trace/delivery.js';
import { encodeUtf8, gzip } from './gzip.js';

/** Writes bodies, and learns what the collector takes. */
export interface Compressor {
  /**
   * The body for a text, which is asked for when there is time; never rejects.
   * @param isUrgent done in microtasks, and in no form that was not tried before: the page is leaving.
   */
  compress(text: () => string, isUrgent: boolean): Promise<Body>;
  /**
   * Tells what came of a request.
   * @param isAccepted by the collector; `undefined` without an answer.
   * @returns whether the same in plain JSON deserves a try at once.
   */
  learn(body: Body, isAccepted?: boolean): boolean;
}

const MEMO = 'gzip';

/**
 * Creates a compressor for the collector at `url`, which is absolute.
 * @param pause resolves in a later task.
 */
export function createCompressor(url: string, pause: () => Promise<void>): Compressor {
  const { origin } = new URL(url);
  const memo = storedText(`${MEMO} ${origin}`, 'sessionStorage');
  /** `undefined` until a request told, `null` before the first body: storage is slow to open. */
  let isAllowed: boolean | undefined | null = null;
  /** Whether `isAllowed` is false only until a plain request has shown why there was no answer. */
  let isUnsure = false;

  function isKnownToTake(): boolean | undefined {
    if (typeof CompressionStream !== 'function') return false;
    // Without storage every page learns anew.
    const known = memo.read();
    return known ? known === 'yes' : origin === location.origin || undefined;
  }

  return {
    async compress(text, isUrgent) {
      const breath = isUrgent ? (): void => {} : pause;
      await breath();
      if (isAllowed === null) isAllowed = isKnownToTake();
      const json = text();
      let bytes: Body['bytes'] | undefined;
      if (isAllowed || (isAllowed === undefined && !isUrgent)) {
        try {
          bytes = await gzip(json, breath);
        } catch {
          // A CompressionStream that the page replaced: plain JSON is always right.
          isAllowed = false;
        }
      }
      const body = { bytes: bytes ?? (await encodeUtf8(json, breath)), isGzip: !!bytes };
      // The request itself is a slice of its own.
      await breath();
      return body;
    },

    learn({ isGzip }, isAccepted) {
      // That it is refused counts at any time, and for each request.
      if (isGzip ? isAllowed !== undefined && isAccepted !== false : !isUnsure) return false;
      isUnsure = isGzip && isAccepted === undefined;
      // Of plain JSON that had no answer either nothing follows.
      isAllowed = isGzip ? !!isAccepted : isAccepted && false;
      if (isAccepted !== undefined) memo.write(isAllowed ? 'yes' : 'no');
      return !isAllowed && isGzip;
    },
  };
}
