// One request to the collector, and what its answer means. The page pays nothing for it: no credentials, no cache, no
// redirects, never longer than ten seconds. What is sent, and when again, is decided elsewhere.
// @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
import { diag } from '@opentelemetry/api';
import { createBackoff } from './backoff.js';
import { readResponse } from './readResponse.js';

/**
 * What became of a request: accepted, but for `rejectedSpans`; to be sent again, not before `delayMs` from now; or
 * refused for good.
 */
export type SendResult =
  | { readonly verdict: 'sent'; readonly rejectedSpans: number }
  | { readonly verdict: 'retryable'; readonly delayMs: number }
  | { readonly verdict: 'refused' };

/** Where to send, and with what. */
export interface SenderDeps {
  /** The base URL, for example `https://otel.example.com/v1/`. Constant, so that preflights are cached. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The browser's own, not the page's or Clew's patched one. */
  readonly fetch: typeof globalThis.fetch;
  /** `setTimeout` and `clearTimeout`, in milliseconds. */
  setTimer(callback: () => void, delayMs: number): number;
  clearTimer(id: number | undefined): void;
  /** Uniform from 0 to 1, for the jitter; by default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Sends one body to the path of its signal. The request is under way when the call returns; the promise never rejects.
 */
export type Sender = (
  signal: 'traces' | 'logs',
  body: string,
  options: { readonly keepalive: boolean },
) => Promise<SendResult>;

const TIMEOUT_MS = 10_000;

/** Refused this often in a row, Clew is set up wrongly and stays silent for the rest of the page's life. */
const MAX_REFUSALS = 3;

/** The only statuses after which OTLP lets a client try again. */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];

/** Creates the sender for one collector. */
export function createSender(deps: SenderDeps): Sender {
  const { fetch } = deps;
  const backoff = createBackoff(deps.random);
  let refusals = 0;

  function retryable(retryAfter?: string | null): SendResult {
    return { verdict: 'retryable', delayMs: backoff.fail(retryAfter) };
  }

  function judge(response: Response): SendResult {
    if (RETRYABLE.includes(response.status)) return retryable(response.headers.get('retry-after'));
    backoff.reset();
    if (response.ok) {
      refusals = 0;
      return { verdict: 'sent', rejectedSpans: 0 };
    }
    refusals++;
    diag.warn(`clew: the collector refused spans with status ${response.status}`);
    return { verdict: 'refused' };
  }

  return (signal, body, { keepalive }) => {
    if (refusals >= MAX_REFUSALS) return Promise.resolve({ verdict: 'refused' });
    return new Promise((resolve) => {
      const abort = new AbortController();
      let result: SendResult | undefined;
      // Settles by itself as well: a fetch of a removed frame may stay pending even when aborted (Firefox).
      const timer = deps.setTimer(() => {
        resolve(result ?? retryable());
        abort.abort();
      }, TIMEOUT_MS);

      async function request(): Promise<void> {
        try {
          const response = await fetch(deps.url + signal, {
            method: 'POST',
            headers: { ...deps.headers, 'content-type': 'application/json' },
            body,
            keepalive,
            signal: abort.signal,
            credentials: 'omit',
            cache: 'no-store',
            redirect: 'error',
            referrerPolicy: 'strict-origin',
          });
          result = judge(response);
          const rejectedSpans = await readResponse(response);
          if (result.verdict === 'sent') result = { verdict: 'sent', rejectedSpans };
        } catch {
          // No connection, CORS, a redirect, or the body broke off after a verdict was reached.
          if (abort.signal.aborted) return;
          result ??= retryable();
        }
        deps.clearTimer(timer);
        resolve(result);
      }

      void request();
    });
  };
}
