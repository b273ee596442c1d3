// The composition root: the only file that knows every stage. Options in, a running pipeline and a handle out.
import {
  type Attributes,
  context,
  DiagConsoleLogger,
  DiagLogLevel,
  diag,
  propagation,
  trace,
} from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from './browser/guard.js';
import { nativeFetch } from './browser/native.js';
import { onPageHide } from './browser/pageLifecycle.js';
import { captureFetch } from './capture/fetch.js';
import { captureInteractions } from './capture/interaction.js';
import { capturePageLoad } from './capture/pageLoad.js';
import { createRequestTracker } from './capture/request.js';
import { captureXhr } from './capture/xhr.js';
import { startFeeders } from './context/feeders.js';
import { WORK } from './context/frame.js';
import { createContextManager } from './context/manager.js';
import type { Work } from './context/work.js';
import { type InitOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { createBatch } from './pipeline/batch.js';
import { redactUrl } from './pipeline/redactUrl.js';
import { createSampler } from './pipeline/sampler.js';
import { createSession } from './pipeline/session.js';
import { matchesUrl, shouldPropagate } from './trace/propagationTargets.js';
import { createPropagator } from './trace/propagator.js';
import { createClock } from './trace/time.js';
import { createTracerProvider, ORIGIN_LINK } from './trace/tracer.js';
import { encodeSpan } from './transport/encodeOtlp.js';
import { createSender } from './transport/send.js';

/** What `init` returns. */
export interface Clew {
  /** Random id of this visit, 32 hexadecimal digits; on every span as `session.id`. Empty when Clew is off. */
  readonly sessionId: string;
  /** Sends what waits now; resolves when the collector answered or was given up. Never rejects. */
  flush(): Promise<void>;
  /** Ends open spans, sends what waits and removes every patch that nobody patched over. Never rejects. */
  shutdown(): Promise<void>;
}

/** The version of this package, `telemetry.sdk.version`. */
const VERSION = '0.1.0';

const INERT: Clew = Object.freeze({
  sessionId: '',
  flush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
});

/** Copies of Clew on one page share this: the first one wins. */
const HANDLE: unique symbol = Symbol.for('clew.handle') as never;
const page = globalThis as { [HANDLE]?: Clew };

/**
 * Starts Clew. Called again, it returns the first handle; in Node it does nothing.
 *
 * A mistake in an option is reported once on the console, by name; Clew then stays off and the page goes on.
 * Never throws.
 */
export function init(options: InitOptions): Clew {
  if (typeof window === 'undefined' || typeof document === 'undefined') return INERT;
  if (page[HANDLE]) return page[HANDLE];
  const resolved = attempt('options', () => resolveOptions(options)) ?? ['options could not be read'];
  if (!('serviceName' in resolved)) {
    for (const mistake of resolved) console.warn(`clew: ${mistake}. Clew is off.`);
    return INERT;
  }
  if (resolved.debug) diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.DEBUG);
  const handle = attempt('init', () => start(resolved)) ?? INERT;
  page[HANDLE] = handle;
  return handle;
}

function start(options: ResolvedOptions): Clew {
  const clock = createClock();
  const session = createSession();
  const { now } = clock;
  const endpoint = new URL(`${options.endpoint.replace(/\/+$/, '')}/v1/traces`, document.baseURI);
  const batch = createBatch({
    resource: resourceOf(options),
    send: createSender({ url: endpoint.href, headers: options.headers, fetch: nativeFetch }),
  });
  const provider = createTracerProvider({
    clock,
    sampler: createSampler(options.sampleRate),
    resource: resourceOf(options),
    processor: {
      onStart(span, parentContext) {
        span.setAttribute('session.id', session.id);
        const work = parentContext.getValue(WORK) as Work | undefined;
        if (!work || work.ended) return;
        work.used = true;
        work.begin();
        openSpans.set(span, work);
      },
      onEnd(span) {
        openSpans.get(span)?.end();
        openSpans.delete(span);
        batch.add(encodeSpan(span), span.instrumentationScope);
      },
    },
  });
  return { sessionId: session.id, flush: batch.flush, shutdown: () => Promise.resolve() };
}
