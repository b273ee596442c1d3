// The way out of the page, put together: encoding, compression and requests, for one collector.
import type { Attributes } from '@opentelemetry/api';
import { nativeClearTimeout, nativeFetch, nativeSetTimeout } from '../browser/native.js';
import { watchPolicy } from '../browser/policy.js';
import { createSpanId } from '../trace/ids.js';
import { type Compressor, createCompressor } from './compressor.js';
import { createContentEncoder, encodeEnvelope } from './encodeOtlp.js';
import { createSender, type Sender } from './send.js';

/** Of what the page is, and where it sends. */
export interface TransportOptions {
  /** The collector's base URL, absolute: `https://otel.example.com/v1/`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Attributes;
}

/** Everything that sending takes. */
export interface Transport {
  encode: ReturnType<typeof createContentEncoder>;
  envelope: typeof encodeEnvelope;
  compress: Compressor['compress'];
  send: Sender;
  /** Random id of this page, `clew.page.id` of all it sends. */
  page: string;
  setTimer: typeof nativeSetTimeout;
  clearTimer: typeof nativeClearTimeout;
}

/** Creates the transport of one page. */
export function createTransport({ url, headers, resource }: TransportOptions): Transport {
  const page = createSpanId();
  const timers = { setTimer: nativeSetTimeout, clearTimer: nativeClearTimeout };
  // Out of sight nobody waits for the page, and its timers would take a second each.
  const pause = (): Promise<void> =>
    new Promise((resolve) => (document.hidden ? resolve() : void nativeSetTimeout(resolve, 0)));
  const { compress, learn } = createCompressor(url, pause);
  return {
    ...timers,
    encode: createContentEncoder({ ...resource, 'clew.page.id': page }),
    envelope: encodeEnvelope,
    compress,
    send: createSender({
      url,
      headers,
      fetch: nativeFetch,
      learn,
      isOnline: () => navigator.onLine !== false,
      isForbidden: watchPolicy(url),
      ...timers,
    }),
    page,
  };
}
