// The composition root: the only file that knows every stage. Options in, a running pipeline and a handle out.
import {
  type Attributes,
  type ContextManager,
  context,
  DiagConsoleLogger,
  DiagLogLevel,
  diag,
  propagation,
  SpanStatusCode,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from './browser/guard.js';
import { onPageHide, whenActivated } from './browser/pageLifecycle.js';
import { fetchRequests } from './capture/fetch.js';
import { interactions } from './capture/interaction.js';
import { pageLoad } from './capture/pageLoad.js';
import { createRequestTracker } from './capture/request.js';
import { createRouteNamer } from './capture/route.js';
import type { RequestTracker, Source, SourceDeps } from './capture/source.js';
import { xhrRequests } from './capture/xhr.js';
import { startFeeders } from './context/feeders.js';
import { WORK } from './context/frame.js';
import { createContextManager } from './context/manager.js';
import type { Work } from './context/work.js';
import { type CoreSource, type InitOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { type Batch, createBatch } from './pipeline/batch.js';
import { createEmitter } from './pipeline/emitter.js';
import { redactUrl } from './pipeline/redactUrl.js';
import { resourceAttributes } from './pipeline/resourceAttributes.js';
import { createSampler } from './pipeline/sampler.js';
import { createSession } from './pipeline/session.js';
import { eventValue, spanValue } from './pipeline/value.js';
import { matchesUrl, shouldPropagate } from './trace/propagationTargets.js';
import { createPropagator } from './trace/propagator.js';
import { createClock } from './trace/time.js';
import { createTracerProvider, ORIGIN_LINK } from './trace/tracer.js';
import { encodeLogRecord, encodeSpan } from './transport/encodeOtlp.js';
import { createTransport } from './transport/transport.js';

/** What `init` returns. */
export interface Clew {
  /** Random id of this visit, 32 hexadecimal digits; on every span as `session.id`. Empty when Clew is off. */
  readonly sessionId: string;
  /** Sends what waits now; resolves when the collector answered or was given up. Never rejects. */
  flush(): Promise<void>;
  /**
   * What became of every span and event so far, by name: `clew.traces.created`, `.sent`, `.spooled` (on disk),
   * `.dropped.<reason>`, the same for `logs`, and `clew.pending`. Every batch carries it to the collector.
   */
  stats(): Record<string, number>;
  /** Ends open spans, sends what waits and removes every patch that nobody patched over. Never rejects. */
  shutdown(): Promise<void>;
}

/** The version of this package, `telemetry.sdk.version`. */
const VERSION = '0.1.0';

/** The scope of what Clew records by itself. */
const SCOPE = { name: 'clew', version: VERSION };

const INERT: Clew = Object.freeze({
  sessionId: '',
  flush: () => Promise.resolve(),
  stats: () => ({}),
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

const CORE: readonly Source[] = [fetchRequests, xhrRequests, interactions, pageLoad];

function start(options: ResolvedOptions): Clew {
  const clock = createClock();
  const { id: sessionId } = createSession();
  const resource = resourceAttributes(options, VERSION);
  const endpoint = new URL(options.endpoint.replace(/\/*$/, '/v1/'), document.baseURI).href;
  const { headers, persist } = options;
  const batch = createBatch(createTransport({ url: endpoint, headers, resource, persist }));
  // A prerendered page that nobody comes to see sends nothing.
  const add: Batch['add'] = (...entry) => whenActivated(() => batch.add(...entry));

  const stamp: Attributes = { 'session.id': sessionId };
  const openSpans = new WeakMap<object, Work>();
  const provider = createTracerProvider({
    clock,
    sampler: createSampler(options.sampleRate),
    resource,
    processor: {
      onStart(span, parentContext) {
        span.setAttributes(stamp);
        const work = parentContext.getValue(WORK) as Work | undefined;
        if (!work) return;
        work.used = true;
        work.begin();
        openSpans.set(span, work);
      },
      onEnd(span) {
        const work = openSpans.get(span);
        if (work && span.status.code === SpanStatusCode.ERROR) work.errors++;
        work?.end();
        add(encodeSpan(span), span.instrumentationScope, 'traces', spanValue(span));
      },
    },
  });
  const manager = createContextManager(ORIGIN_LINK, () => startFeeders(options.nativeAwait));
  const propagator = createPropagator();

  const hideActions: (() => void)[] = [];
  let requests: RequestTracker | undefined;
  const deps: SourceDeps = {
    tracer: provider.getTracer(SCOPE.name, SCOPE.version),
    propagator,
    emit: createEmitter({
      clock,
      active: manager.active,
      stamp: () => stamp,
      add: (record) => add(encodeLogRecord(record), SCOPE, 'logs', eventValue(record)),
    }),
    stamp: (attributes) => Object.assign(stamp, attributes),
    active: manager.active,
    setAmbient: manager.setAmbient,
    now: clock.now,
    redactUrl: redactorOf(options),
    routeOf: createRouteNamer(options.routes),
    onHide: (end) => hideActions.push(end),
    shouldTrace: (url) =>
      !url.href.startsWith(endpoint) && !matchesUrl(url, options.ignoreUrls, document.baseURI),
    shouldPropagate: (url) => shouldPropagate(url, location.origin, options.propagateTo),
    requests: () => (requests ??= createRequestTracker(deps)),
  };
  const endOpen = (): void => {
    for (const end of hideActions) attempt('hide', end);
  };

  const stop = stopAll([
    registerGlobally(provider, manager, propagator),
    ...[...CORE.filter(({ name }) => options.capture.includes(name as CoreSource)), ...extras(options)].map(
      (source) => attempt(source.name, () => source.start(deps)) ?? (() => {}),
    ),
    () => requests?.stop(),
    onPageHide((isLeaving) => {
      endOpen();
      void batch.flushOnHide(isLeaving);
    }, batch.resume),
  ]);

  const handle: Clew = Object.freeze({
    sessionId,
    flush: batch.flush,
    stats: batch.stats,
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

/** What was imported beside `init`. */
function extras({ capture }: ResolvedOptions): Source[] {
  return capture.filter((source): source is Source => typeof source === 'object');
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

/** The page's own `redactUrl`, and the default where it throws or answers something else. */
function redactorOf({ redactUrl: own }: ResolvedOptions): (url: string) => string {
  if (!own) return redactUrl;
  return (url) => {
    const redacted = attempt('redactUrl', () => own(url));
    return typeof redacted === 'string' ? redacted : redactUrl(url);
  };
}
