// One request to the collector, and what its answer means. The page pays nothing for it: no credentials, no cache, no
// redirects, never longer than ten seconds. What is sent, and when again, is decided elsewhere.
// @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
import { diag } from '@opentelemetry/api';
import type { Body, SendResult, Signal } from '../trace/delivery.js';
import { createBackoff, LONGEST_WAIT_MS } from './backoff.js';
import { readResponse } from './readResponse.js';

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
  /** Told whether a body was accepted, if there was an answer; answers whether another encoding deserves a try at once. */
  learn(body: Body, isAccepted?: boolean): boolean;
  /** False when the browser knows that there is no network. */
  isOnline(): boolean;
  /** Whether the page's own policy keeps requests from the collector. */
  isForbidden(): boolean;
  /** Uniform from 0 to 1, for the jitter; by default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Sends one body to the path of its signal. The request is under way when the call returns; the promise never rejects.
 */
export type Sender = (
  signal: Signal,
  body: Body,
  options: { readonly keepalive: boolean },
) => Promise<SendResult>;

const TIMEOUT_MS = 10_000;

/** Refused this often in a row, Clew is set up wrongly and sends no more of that signal in this page. */
const MAX_REFUSALS = 3;

/** A bad record among 250 is found within eight halvings; more failures in a row are not about one record. */
const MAX_DIVISIONS = 8;

/** The only statuses after which OTLP lets a client try again. */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];

/** Creates the sender for one collector. */
export function createSender(deps: SenderDeps): Sender {
  const { url, headers, fetch, setTimer, clearTimer, learn, isOnline, isForbidden, random } = deps;
  const backoff = createBackoff(random);
  const refusals = { traces: 0, logs: 0 };
  let divisions = 0;

  /** @param answer its headers, if there was one. */
  function retryable(body: Body, answer?: Headers): SendResult {
    if (!answer) {
      // Neither did plain JSON get through: nothing is known.
      if (!body.isGzip) learn(body);
      diag.warn(
        `clew: no answer from ${url}; no network, a wrong address, its CORS, this page's CSP, or a blocker`,
      );
    }
    const delayMs = backoff.fail(answer?.get('retry-after'));
    // Offline, only the browser knows when it is worth a try.
    const isOffline = !answer && !isOnline();
    return { verdict: 'retryable', delayMs: isOffline ? LONGEST_WAIT_MS : delayMs, hasAnswer: !!answer };
  }

  function judge(signal: Signal, body: Body, { ok, status, headers: answer, type }: Response): SendResult {
    if (RETRYABLE.includes(status)) return retryable(body, answer);
    backoff.reset();
    // A server that answers every path with its own page took nothing.
    const isPage = /html/.test(`${answer.get('content-type')}`);
    if (ok && !isPage) {
      diag.debug(`clew: sent ${body.bytes.byteLength} bytes of ${signal}`);
      refusals[signal] = divisions = 0;
      learn(body, true);
      return { verdict: 'sent', rejected: 0 };
    }
    if (status === 415 && learn(body, false)) return { verdict: 'retryable', delayMs: 0, hasAnswer: true };
    if ((status === 413 || status === 400) && divisions++ < MAX_DIVISIONS) return { verdict: 'divisible' };
    const what = ok ? 'a web page' : type === 'opaqueredirect' ? 'a redirect' : status;
    // Said once to everybody: until it is set right, nothing arrives.
    (refusals[signal]++ ? diag : console).warn(
      `clew: ${url}${signal} answered with ${what}; what was sent is lost`,
    );
    return { verdict: 'refused' };
  }

  return (signal, body, { keepalive }) => {
    if (isForbidden() || refusals[signal] >= MAX_REFUSALS)
      return Promise.resolve({ verdict: 'refused', isUnasked: true });
    return new Promise((resolve) => {
      const abort = new AbortController();
      let result: SendResult | undefined;
      // Settles by itself as well: a fetch of a removed frame may stay pending even when aborted (Firefox).
      const timer = setTimer(() => {
        resolve(result ?? retryable(body));
        abort.abort();
      }, TIMEOUT_MS);

      async function request(): Promise<void> {
        try {
          const response = await fetch(url + signal, {
            method: 'POST',
            headers: {
              ...headers,
              'content-type': 'application/json',
              ...(body.isGzip && { 'content-encoding': 'gzip' }),
            },
            body: body.bytes,
            keepalive,
            signal: abort.signal,
            credentials: 'omit',
            cache: 'no-store',
            // Not followed: what comes back is opaque, and refused.
            redirect: 'manual',
            referrerPolicy: 'strict-origin',
          });
          result = judge(signal, body, response);
          const rejected = await readResponse(response);
          if (result.verdict === 'sent') result = { verdict: 'sent', rejected };
        } catch {
          // No connection, CORS, or the body broke off after a verdict was reached.
          // Chromium tells a page that is left, and not kept for the way back, that its requests failed, and goes on with
          // those that have `keepalive` (156). Only a page that stays gets to the next task.
          if (keepalive && !result) await new Promise<void>((resume) => void setTimer(resume, 0));
          if (abort.signal.aborted) return;
          if (!result && body.isGzip && isOnline() && learn(body))
            result = { verdict: 'retryable', delayMs: 0, hasAnswer: false };
          result ??= retryable(body);
        }
        clearTimer(timer);
        resolve(result);
      }

      void request();
    });
  };
}
