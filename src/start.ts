// The composition root: the only file that knows every stage. Options in, a running pipeline out.
import { type Attributes, diag, SpanStatusCode } from '@opentelemetry/api';
import { attempt, stopAll } from './browser/guard.js';
import { nativeMicrotask, nativeWhenIdle } from './browser/native.js';
import { onPageHide } from './browser/pageLifecycle.js';
import { forgetTexts, storedText } from './browser/storedText.js';
import { fetchRequests } from './capture/fetch.js';
import { interactions } from './capture/interaction.js';
import { pageLoad } from './capture/pageLoad.js';
import { createRequestTracker } from './capture/request.js';
import { createRouteNamer } from './capture/route.js';
import type { RequestTracker, Source, SourceDeps } from './capture/source.js';
import { xhrRequests } from './capture/xhr.js';
import { startFeeders } from './context/feeders.js';
import { WORK } from './context/frame.js';
import { createContextManager, type OriginLink } from './context/manager.js';
import type { Work } from './context/work.js';
import { registerGlobally } from './globalApi.js';
import type { CoreSource, ResolvedOptions } from './options.js';
import { createBatch } from './pipeline/batch.js';
import { createEmitter } from './pipeline/emitter.js';
import { createOutbox } from './pipeline/outbox.js';
import { createRedactor } from './pipeline/redactUrl.js';
import { resourceAttributes } from './pipeline/resourceAttributes.js';
import { createSampler } from './pipeline/sampler.js';
import { createSession, sessionStart } from './pipeline/session.js';
import { eventValue, spanValue } from './pipeline/value.js';
import { matchesUrl, shouldPropagate } from './trace/propagationTargets.js';
import { combinePropagators, traceContext } from './trace/propagator.js';
import { combineProcessors } from './trace/spanProcessor.js';
import { createClock } from './trace/time.js';
import { createTracerProvider, ORIGIN_LINK } from './trace/tracer.js';
import { encodeLogRecord, encodeSpan } from './transport/encodeOtlp.js';
import { createTransport } from './transport/transport.js';

/** Clew while it runs; what `init` answers with adds consent to it. */
export interface RunningClew {
  sessionId(): string;
  setUser(id: string | undefined): void;
  flush(): Promise<void>;
  stats(): Record<string, number>;
  shutdown(): Promise<void>;
  /** Ends at once: sends nothing more, and removes what is stored. */
  forget(): void;
}

/** The version of this package, `telemetry.sdk.version`. */
const VERSION = '0.1.0';

/** The scope of what Clew records by itself. */
const SCOPE = { name: 'clew', version: VERSION };

/** The attribute that every record has. */
const SESSION_ID = 'session.id';

/** Where the session is in localStorage. */
const SESSION_KEY = 'session';

const CORE: readonly Source[] = [fetchRequests, xhrRequests, interactions, pageLoad];

/** Where to send; the signals' paths are relative to it. */
function collectorUrl({ endpoint }: ResolvedOptions): string {
  return new URL(endpoint, document.baseURI).href.replace(/\/*$/, '/v1/');
}

/** Removes what this page and earlier ones have stored. */
export function forgetStored(options: ResolvedOptions): void {
  forgetTexts();
  options.persist?.forget(collectorUrl(options));
}

/** Starts everything. */
export function startClew(options: ResolvedOptions): RunningClew {
  const clock = createClock();
  const resource = resourceAttributes(options, VERSION);
  const endpoint = collectorUrl(options);
  const { headers, persist } = options;
  // Asked for at every request, which costs more than the rest of the decision.
  const { origin } = location;
  const transport = createTransport({ url: endpoint, headers, resource });
  const batch = createBatch({ ...transport, createDisk: persist?.open(endpoint, transport.page) });

  const stamp: Attributes = {};
  const session = createSession({
    stored: storedText(SESSION_KEY),
    dateNow: Date.now,
    whenIdle: nativeWhenIdle,
    onChange: (id) => Object.assign(stamp, { [SESSION_ID]: id }),
    // Told once there is something to tell it with.
    onStart: (id, previousId, agoMs) =>
      nativeMicrotask(() => deps.emit(sessionStart(id, previousId, clock.now() - agoMs))),
  });
  /** What was begun before the session was known waits for its id. */
  const whenSigned = ({ attributes }: { readonly attributes: Attributes }, send: () => void): void =>
    session.whenKnown((id) => {
      attributes[SESSION_ID] ??= id;
      send();
    });
  const { sampleRate, tailSlowMs } = options;
  const recordsAll = tailSlowMs !== false && sampleRate > 0 && sampleRate < 1;
  const sampler = createSampler({ sampleRate, sessionId: session.id, recordsAll });
  let processors = combineProcessors(options.spanProcessors);
  const outbox = createOutbox({
    beforeSend: options.beforeSend,
    slowMs: (recordsAll || !!options.sampler) && tailSlowMs,
    isSessionSampled: sampler.isSessionSampled,
    sendSpan: (span) => batch.add(encodeSpan(span), span.instrumentationScope, 'traces', spanValue(span)),
    sendEvent: (record) => batch.add(encodeLogRecord(record), SCOPE, 'logs', eventValue(record)),
    refused: (signal) => batch.refuse(signal),
  });
  if (options.debug)
    session.whenKnown((id) =>
      diag.info(
        `clew: session ${id}, ${sampler.isSessionSampled() ? '' : 'not '}sampled, goes to ${endpoint}`,
      ),
    );
  const openSpans = new WeakMap<object, Work>();
  const provider = createTracerProvider({
    ownScope: SCOPE.name,
    clock,
    sampler: {
      shouldSample(...given) {
        // Before the decision, which is about the session that a span may begin.
        session.touch();
        return (options.sampler ?? sampler).shouldSample(...given);
      },
    },
    resource,
    processor: {
      onStart(span, parentContext) {
        span.setAttributes(stamp);
        processors.onStart(span, parentContext);
        const origin = (parentContext.getValue(ORIGIN_LINK) as OriginLink | undefined)?.work;
        if (origin) origin.used = true;
        origin?.revive?.();
        const work = parentContext.getValue(WORK) as Work | undefined;
        if (!work) return;
        work.used = true;
        work.begin();
        openSpans.set(span, work);
      },
      onEnding: (span) => processors.onEnding(span),
      onEnd(span) {
        const work = openSpans.get(span);
        if (work && span.status.code === SpanStatusCode.ERROR) work.errors++;
        work?.end();
        whenSigned(span, () => {
          outbox.addSpan(span);
          // Last, so that what `beforeSend` took out is out for them too.
          processors.onEnd(span);
        });
      },
    },
  });
  const manager = createContextManager(ORIGIN_LINK, () => startFeeders(options.nativeAwait));
  const propagator = combinePropagators([traceContext, ...options.propagators]);

  const hideActions: (() => void)[] = [];
  let requests: RequestTracker | undefined;
  const deps: SourceDeps = {
    tracer: provider.getTracer(SCOPE.name, SCOPE.version),
    propagator,
    emit: createEmitter({
      clock,
      active: manager.active,
      stamp: () => stamp,
      add: (record) => whenSigned(record, () => outbox.addEvent(record)),
    }),
    stamp: (attributes) => Object.assign(stamp, attributes),
    active: manager.active,
    setAmbient: manager.setAmbient,
    now: clock.now,
    redactUrl: createRedactor(options.redactUrl),
    routeOf: createRouteNamer(options.routes),
    onHide: (end) => hideActions.push(end),
    shouldTrace: (url) =>
      !url.href.startsWith(endpoint) && !matchesUrl(url, options.ignoreUrls, document.baseURI),
    shouldPropagate: (url) => shouldPropagate(url, origin, options.propagateTo),
    requests: () => (requests ??= createRequestTracker(deps)),
  };
  const endOpen = (): void => {
    for (const end of hideActions) attempt('hide', end);
    // Whatever waits for it goes on its way.
    session.id();
  };

  const stop = stopAll([
    // Last of all, once it is no longer registered: it would be its own successor.
    provider.stop,
    // First of all: where there is no real window (jsdom) it throws, before anything is patched.
    onPageHide((isLeaving) => {
      endOpen();
      void batch.flushOnHide(isLeaving);
    }, batch.resume),
    registerGlobally(provider, manager, propagator),
    ...[...CORE.filter(({ name }) => options.capture.includes(name as CoreSource)), ...extras(options)].map(
      (source) => attempt(source.name, () => source.start(deps)),
    ),
    () => requests?.stop(),
  ]);

  return {
    sessionId: session.id,
    setUser: (id) => deps.stamp({ 'user.id': id }),
    async flush() {
      session.id();
      await Promise.all([batch.flush(), processors.forceFlush()]);
    },
    stats() {
      session.id();
      return batch.stats();
    },
    async shutdown() {
      endOpen();
      stop();
      await batch.flush();
      batch.stop();
      await processors.shutdown();
    },
    forget() {
      processors = combineProcessors([]);
      stop();
      batch.stop(true);
      forgetStored(options);
    },
  };
}

/** What was imported beside `init`. */
function extras({ capture }: ResolvedOptions): Source[] {
  return capture.filter((source): source is Source => typeof source === 'object');
}
