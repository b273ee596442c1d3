// The way out of the page, put together: encoding, compression, requests and the disk, for one collector.
import type { Attributes } from '@opentelemetry/api';
import { nativeClearTimeout, nativeFetch, nativeSetTimeout } from '../browser/native.js';
import { watchPolicy } from '../browser/policy.js';
import { openStore } from '../browser/storage.js';
import type { Spool } from '../trace/delivery.js';
import { createSpanId } from '../trace/ids.js';
import { type Compressor, createCompressor } from './compressor.js';
import { createContentEncoder, encodeEnvelope } from './encodeOtlp.js';
import { createSender, type Sender } from './send.js';
import { createSpool } from './spool.js';

/** Of what the page is, and where it sends. */
export interface TransportOptions {
  /** The collector's base URL, absolute: `https://otel.example.com/v1/`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Attributes;
  /** Whether the disk may be used. */
  readonly persist: boolean;
}

/** Everything that sending takes. */
export interface Transport {
  encode: ReturnType<typeof createContentEncoder>;
  envelope: typeof encodeEnvelope;
  compress: Compressor['compress'];
  send: Sender;
  spool: Spool | undefined;
  setTimer: typeof nativeSetTimeout;
  clearTimer: typeof nativeClearTimeout;
}

/** The version of what is on disk: another one never reads it. */
const SPOOL_VERSION = 1;

/** Creates the transport of one page. */
export function createTransport({ url, headers, resource, persist }: TransportOptions): Transport {
  const page = createSpanId();
  const timers = { setTimer: nativeSetTimeout, clearTimer: nativeClearTimeout };
  // Out of sight nobody waits for the page, and its timers would take a second each.
  const pause = (): Promise<void> =>
    new Promise((resolve) => (document.hidden ? resolve() : void nativeSetTimeout(resolve, 0)));
  const { compress, learn } = createCompressor(url, pause);
  // What was meant for one collector never goes to another.
  const name = `clew.${SPOOL_VERSION} ${url}`;
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
    spool: persist ? createSpool({ name, page, transact: openStore(name), now: Date.now }) : undefined,
  };
}
