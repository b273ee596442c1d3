// The entry `clew/worker`: the worker's half of a trace that a page began; the page's is src/capture/joinWorker.ts.
// Contexts come with messages, spans go back with messages, and the page sends them: a worker has no batch of its own.
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type Stop, stopAll } from './browser/guard.js';
import { listen } from './browser/native.js';
import { fetchRequests } from './capture/fetch.js';
import { createRequestTracker } from './capture/request.js';
import type { RequestTracker, SourceDeps } from './capture/source.js';
import { CONTEXT_MESSAGE, SPAN_MESSAGE, type WorkerSpan } from './capture/workerMessages.js';
import { assignEvent } from './context/eventFrame.js';
import { startFeeders } from './context/feeders.js';
import { frameOf } from './context/frame.js';
import { createContextManager } from './context/manager.js';
import { redactUrl } from './pipeline/redactUrl.js';
import { baggage } from './trace/baggage.js';
import { type PropagationTarget, shouldPropagate } from './trace/propagationTargets.js';
import { combinePropagators, traceContext } from './trace/propagator.js';
import type { ClewSpan } from './trace/span.js';
import { createClock } from './trace/time.js';
import { SAMPLED_FLAG } from './trace/traceparent.js';
import { createTracerProvider, ORIGIN_LINK, RECORD_AND_SAMPLED } from './trace/tracer.js';

/** Options of {@link joinPage}. */
export interface JoinPageOptions {
  /**
   * Origins beyond the worker's own that get `traceparent`, as for `init`.
   * @defaultValue [], the same origin only
   */
  readonly propagateTo?: readonly PropagationTarget[];
}

/** `SamplingDecision.NOT_RECORD` of OpenTelemetry's SDKs. */
const NOT_RECORD = 0;

/** What of a dedicated worker's global scope is used here; TypeScript has it in a library that excludes the DOM's. */
interface WorkerScope extends EventTarget {
  readonly DedicatedWorkerGlobalScope?: unknown;
  postMessage(message: unknown): void;
}

/**
 * Lets what this dedicated worker does for a message be part of the trace that the message was sent in: `fetch`, and
 * spans made with `@opentelemetry/api`. Call it before anything listens for messages. Work of the worker's own is not
 * recorded. Does nothing anywhere else.
 */
export function joinPage({ propagateTo = [] }: JoinPageOptions = {}): Stop {
  const scope = globalThis as unknown as WorkerScope;
  if (!scope.DedicatedWorkerGlobalScope) return () => {};
  const post = scope.postMessage.bind(scope);
  const clock = createClock();
  const propagator = combinePropagators([traceContext, baggage]);
  const manager = createContextManager(ORIGIN_LINK, () => startFeeders(true)).enable();

  function send(span: ClewSpan): void {
    const parent: Record<string, string> = {};
    const { parentSpanContext, name, kind, startTime, endTime, attributes, status } = span;
    if (!parentSpanContext) return;
    propagator.inject(trace.setSpanContext(ROOT_CONTEXT, parentSpanContext), parent, {
      set: (to, key, value) => Object.assign(to, { [key]: value }),
    });
    const { spanId } = span.spanContext();
    const told = { spanId, parent, name, kind, startTime, endTime, attributes: { ...attributes }, status };
    post({ [SPAN_MESSAGE]: told satisfies WorkerSpan });
  }

  const provider = createTracerProvider({
    clock,
    // As the page decided; without a page's trace nothing is recorded.
    sampler: {
      shouldSample(parent) {
        const flags = trace.getSpanContext(parent)?.traceFlags ?? 0;
        return { decision: flags & SAMPLED_FLAG ? RECORD_AND_SAMPLED : NOT_RECORD };
      },
    },
    resource: {},
    processor: { onStart() {}, onEnd: send },
  });
  let requests: RequestTracker | undefined;
  // What fetch and its tracker use.
  const deps = {
    tracer: provider.getTracer('clew'),
    propagator,
    active: () => manager.active(),
    now: clock.now,
    redactUrl,
    shouldTrace: () => trace.getSpanContext(manager.active()) !== undefined,
    shouldPropagate: (url) => shouldPropagate(url, location.origin, propagateTo),
    requests: () => (requests ??= createRequestTracker(deps)),
    onHide() {},
  } as Partial<SourceDeps> as SourceDeps;
  let announced = ROOT_CONTEXT;
  const receive = (event: MessageEvent): void => {
    const carrier = (event.data as Record<string, unknown> | null | undefined)?.[CONTEXT_MESSAGE];
    if (carrier) event.stopImmediatePropagation();
    else assignEvent(event, frameOf(announced));
    announced = carrier ? propagation.extract(ROOT_CONTEXT, carrier) : ROOT_CONTEXT;
  };
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(manager);
  propagation.setGlobalPropagator(propagator);
  return stopAll([
    () => manager.disable(),
    listen<MessageEvent>(scope, 'message', receive),
    fetchRequests.start(deps),
    () => requests?.stop(),
  ]);
}
