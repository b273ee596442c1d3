// The tracer provider behind `trace` of @opentelemetry/api: decides ids, parent, sampling and links of a new span.
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import { createSpanId, createTraceId } from './ids.js';
import { createResource } from './resource.js';
import { ClewSpan, type InstrumentationScope } from './span.js';
import { isTracingSuppressed } from './suppression.js';
import type { Clock } from './time.js';
import { RANDOM_FLAG, SAMPLED_FLAG } from './traceparent.js';

/**
 * Key under which a context without a span may carry a `Link` to where its work came from; a span started there
 * begins a new trace with that link.
 */
export const ORIGIN_LINK: symbol = createContextKey('clew origin');

/** `SamplingDecision` of OpenTelemetry's SDKs; 0 makes no recording span. */
export const RECORD_ONLY = 1;

/** Key under which a context may carry the {@link GivenIds} of the span that is started in it next. */
export const GIVEN_IDS: symbol = createContextKey('clew given ids');

/** Ids that have been sent out before there was a span: by a worker, or by the loader. */
export interface GivenIds {
  /** For a span without a parent. */
  readonly traceId?: string;
  readonly spanId: string;
}

/** `SamplingDecision.RECORD_AND_SAMPLED` of OpenTelemetry's SDKs: any other decision makes no recording span. */
export const RECORD_AND_SAMPLED = 2;

/** Decides about a new span; structurally the `Sampler` of `@opentelemetry/sdk-trace-base`. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): { decision: number; attributes?: Readonly<Attributes>; traceState?: TraceState };
  toString(): string;
}

/** What spans are made from and handed to. */
export interface TracerDeps {
  /** Of what records by itself: once stopped, it has no successor. */
  readonly ownScope?: string;
  readonly clock: Clock;
  readonly sampler: Sampler;
  /** Attributes of the resource, the same for every span. */
  readonly resource: Attributes;
  /** Told about recording spans only. `onStart` and `onEnding` may still write to the span. */
  readonly processor: {
    onStart(span: ClewSpan, parentContext: Context): void;
    onEnding?(span: ClewSpan): void;
    onEnd(span: ClewSpan): void;
  };
}

/** A provider that ends. */
export interface EndingTracerProvider extends TracerProvider {
  /** From now on its tracers, which modules keep, are those of whatever provider is registered; but for its own. */
  stop(): void;
}

/** Creates the provider. Tracers of the same name, version and schema are one. */
export function createTracerProvider(deps: TracerDeps): EndingTracerProvider {
  const resource = createResource(deps.resource);
  const tracers = new Map<string, Tracer>();
  let isStopped = false;

  function startSpan(scope: InstrumentationScope, name: string, options: SpanOptions, within: Context): Span {
    if (isStopped && scope.name !== deps.ownScope) {
      const successor = trace.getTracerProvider().getTracer(scope.name, scope.version, scope);
      return successor.startSpan(name, options, within);
    }
    // Patches that somebody patched over stay, and go on calling.
    if (isStopped || isTracingSuppressed(within)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parentContext = options.root ? trace.deleteSpan(within) : within;
    const found = trace.getSpanContext(parentContext);
    const parent: SpanContext | undefined = found && isSpanContextValid(found) ? found : undefined;
    const origin = parent ? undefined : (parentContext.getValue(ORIGIN_LINK) as Link | undefined);
    const links = [...(options.links ?? []), ...(origin ? [origin] : [])];
    const kind = options.kind ?? SpanKind.INTERNAL;
    const attributes = options.attributes ?? {};
    const given = within.getValue(GIVEN_IDS) as GivenIds | undefined;
    const traceId = parent?.traceId ?? given?.traceId ?? createTraceId();
    const sampling = attempt('sampler', () =>
      deps.sampler.shouldSample(parentContext, traceId, name, kind, attributes, links),
    ) ?? { decision: 0 };
    const isSampled = sampling.decision === RECORD_AND_SAMPLED;
    const traceState = sampling.traceState ?? parent?.traceState;
    const spanContext: SpanContext = {
      traceId,
      spanId: given?.spanId ?? createSpanId(),
      traceFlags: (parent ? parent.traceFlags & RANDOM_FLAG : RANDOM_FLAG) | (isSampled ? SAMPLED_FLAG : 0),
      ...(traceState && { traceState }),
    };
    // Valid ids all the same: the header then says that this trace is not recorded, instead of nothing.
    if (!sampling.decision) return trace.wrapSpanContext(spanContext);
    const span = new ClewSpan({
      name,
      kind,
      spanContext,
      parentSpanContext: parent,
      startTime: options.startTime,
      resource,
      scope,
      clock: deps.clock,
      onEnding: (ending) => attempt('span', () => deps.processor.onEnding?.(ending)),
      onEnd: (ended) => attempt('span', () => deps.processor.onEnd(ended)),
    });
    span.setAttributes(attributes).addLinks(links);
    if (sampling.attributes) span.setAttributes(sampling.attributes);
    attempt('span', () => deps.processor.onStart(span, parentContext));
    return span;
  }

  function createTracer(scope: InstrumentationScope): Tracer {
    return {
      startSpan: (name, options = {}, within = context.active()) => startSpan(scope, name, options, within),
      // Three overloads: the function comes last, behind options and context.
      startActiveSpan(name: string, ...rest: unknown[]) {
        const run = rest.pop() as (span: Span) => never;
        const [options = {}, within = context.active()] = rest as [SpanOptions?, Context?];
        const span = startSpan(scope, name, options, within);
        return context.with(trace.setSpan(within, span), run, undefined, span);
      },
    };
  }

  return {
    getTracer(name, version, options) {
      const schemaUrl = options?.schemaUrl;
      const key = `${name}@${version}:${schemaUrl}`;
      const tracer =
        tracers.get(key) ??
        createTracer({ name, ...(version && { version }), ...(schemaUrl && { schemaUrl }) });
      tracers.set(key, tracer);
      return tracer;
    },
    stop() {
      isStopped = true;
    },
  };
}
