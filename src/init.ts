// The composition root: the only file that knows every stage. Options in, a running pipeline and a handle out.
import {
  type Attributes,
  type ContextManager,
  context,
  DiagConsoleLogger,
  DiagLogLevel,
  diag,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from './browser/guard.js';
import { nativeClearTimeout, nativeFetch, nativeSetTimeout } from './browser/native.js';
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
import { type CaptureSource, type InitOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { createBatch } from './pipeline/batch.js';
import { redactUrl } from './pipeline/redactUrl.js';
import { createSampler } from './pipeline/sampler.js';
import { createSession } from './pipeline/session.js';
import { createBag } from './trace/attributes.js';
import { matchesUrl, shouldPropagate } from './trace/propagationTargets.js';
import { createPropagator } from './trace/propagator.js';
import { createClock } from './trace/time.js';
import { createTracerProvider, ORIGIN_LINK } from './trace/tracer.js';
import { encodeEnvelope, encodeSpan } from './transport/encodeOtlp.js';
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
  const { now } = clock;
  const { id: sessionId } = createSession();
  const resource = resourceOf(options);
  const endpoint = new URL(options.endpoint.replace(/\/*$/, '/v1/traces'), document.baseURI);
  const timers = { setTimer: nativeSetTimeout, clearTimer: nativeClearTimeout };
  const batch = createBatch({
    encode: (groups) => encodeEnvelope(resource, groups),
    send: createSender({ url: endpoint.href, headers: options.headers, fetch: nativeFetch, ...timers }),
    ...timers,
  });

  const openSpans = new WeakMap<object, Work>();
  const provider = createTracerProvider({
    clock,
    sampler: createSampler(options.sampleRate),
    resource,
    processor: {
      onStart(span, parentContext) {
        span.setAttribute('session.id', sessionId);
        const work = parentContext.getValue(WORK) as Work | undefined;
        if (!work) return;
        work.used = true;
        work.begin();
        openSpans.set(span, work);
      },
      onEnd(span) {
        openSpans.get(span)?.end();
        batch.add(encodeSpan(span), span.instrumentationScope);
      },
    },
  });
  const manager = createContextManager(ORIGIN_LINK, () => startFeeders(options.nativeAwait));
  const propagator = createPropagator();

  const hideActions: (() => void)[] = [];
  const redact = redactorOf(options);
  const deps = {
    tracer: provider.getTracer('clew', VERSION),
    propagator,
    active: manager.active,
    setAmbient: manager.setAmbient,
    now,
    redactUrl: redact,
    onHide: (end: () => void) => hideActions.push(end),
    shouldTrace: (url: URL) =>
      !url.href.startsWith(endpoint.href) && !matchesUrl(url, options.ignoreUrls, document.baseURI),
    shouldPropagate: (url: URL) => shouldPropagate(url, location.origin, options.propagateTo),
  };
  const isOn = (source: CaptureSource): boolean => options.capture.includes(source);
  const endOpen = (): void => {
    for (const end of hideActions) attempt('hide', end);
  };

  const registrations = registerGlobally(provider, manager, propagator);
  const requests = isOn('fetch') || isOn('xhr') ? createRequestTracker(deps) : undefined;
  const stop = stopAll([
    registrations,
    ...(requests ? [requests.stop] : []),
    ...(requests && isOn('fetch') ? [captureFetch(requests)] : []),
    ...(requests && isOn('xhr') ? [captureXhr(requests)] : []),
    ...(isOn('interactions') ? [captureInteractions(deps)] : []),
    ...(isOn('pageLoad') ? [capturePageLoad(deps)] : []),
    onPageHide(() => {
      endOpen();
      batch.flushOnHide();
    }),
  ]);

  const handle: Clew = Object.freeze({
    sessionId,
    flush: () => batch.flush(),
    async shutdown() {
      endOpen();
      stop();
      if (page[HANDLE] === handle) delete page[HANDLE];
      await batch.flush();
      batch.stop();
    },
  });
  return handle;
}

/** Makes Clew what `@opentelemetry/api` answers with; an SDK that registered before stays, and is said so by the API. */
function registerGlobally(
  provider: TracerProvider,
  manager: ContextManager,
  propagator: TextMapPropagator,
): Stop {
  manager.enable();
  const mine = [
    trace.setGlobalTracerProvider(provider),
    context.setGlobalContextManager(manager),
    propagation.setGlobalPropagator(propagator),
  ];
  return () => {
    const [isTracer, isManager, isPropagator] = mine;
    if (isPropagator) propagation.disable();
    if (isTracer) trace.disable();
    if (isManager) context.disable();
    manager.disable();
  };
}

function resourceOf(options: ResolvedOptions): Attributes {
  const { userAgentData } = navigator as {
    userAgentData?: { brands: { brand: string; version: string }[]; mobile: boolean; platform: string };
  };
  const attributes: Attributes = {
    'service.name': options.serviceName,
    'service.version': options.serviceVersion,
    'deployment.environment.name': options.environment,
    'telemetry.sdk.name': 'clew',
    'telemetry.sdk.language': 'webjs',
    'telemetry.sdk.version': VERSION,
    'user_agent.original': navigator.userAgent,
    'browser.language': navigator.language,
    'browser.platform': userAgentData?.platform,
    'browser.mobile': userAgentData?.mobile,
    'browser.brands': userAgentData?.brands.map(({ brand, version }) => `${brand} ${version}`),
    ...options.resourceAttributes,
  };
  return createBag(attributes).attributes;
}

/** The page's own `redactUrl`, and the default where it throws or answers something else. */
function redactorOf({ redactUrl: own }: ResolvedOptions): (url: string) => string {
  if (!own) return redactUrl;
  return (url) => {
    const redacted = attempt('redactUrl', () => own(url));
    return typeof redacted === 'string' ? redacted : redactUrl(url);
  };
}
