// A span that is being recorded: the API's Span to write, and what OpenTelemetry's SDKs call a ReadableSpan, so
// that their processors and exporters can read it. Attributes and exceptions may be anything at all: nothing throws.
import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import { type AttributeBag, clipText, createBag, put, putAll } from './attributes.js';
import { exceptionAttributes } from './exception.js';
import type { Resource } from './resource.js';
import { type Clock, isTimeInput } from './time.js';

/** Most events and most links on one span; the specification's default. */
const MAX_EVENTS = 128;
const MAX_LINKS = 128;

/** The tracer that made a span: library name and version. One object per tracer. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** What a tracer decides before a span exists. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime: TimeInput | undefined;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly clock: Clock;
  /** The end is set, and the span may be written to for the last time. */
  onEnding(span: ClewSpan): void;
  onEnd(span: ClewSpan): void;
}

/** A recording span. After its end nothing changes it any more; trying to is reported once. */
export class ClewSpan implements Span {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  startTime: HrTime = [0, 0];
  /** Equal to `startTime` until the span has ended. */
  endTime: HrTime = [0, 0];
  /** `[seconds, nanoseconds]`; never negative, and by the monotonic clock. */
  duration: HrTime = [0, 0];
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  ended = false;
  readonly events: SpanEvent[] = [];
  readonly links: Link[] = [];
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  readonly #bag: AttributeBag = createBag();
  #startedAt = 0;
  readonly #start: SpanStart;
  #isEnding = false;
  #warned = false;

  constructor(start: SpanStart) {
    this.name = clipText(start.name);
    // By its number; whatever else plain JavaScript passes is none.
    this.kind =
      typeof SpanKind[start.kind as SpanKind] === 'string' ? (start.kind as SpanKind) : SpanKind.INTERNAL;
    if (start.parentSpanContext) this.parentSpanContext = start.parentSpanContext;
    this.resource = start.resource;
    this.instrumentationScope = start.scope;
    this.#start = start;
    this.restart(start.startTime);
  }

  /** Has it begun at another time, which is before any of its events. */
  restart(time: TimeInput | undefined): void {
    this.#startedAt = this.#start.clock.fromTimeInput(time);
    this.startTime = this.endTime = this.#start.clock.toHrTime(this.#startedAt);
  }

  get attributes(): Attributes {
    return this.#bag.attributes;
  }

  get droppedAttributesCount(): number {
    return this.#bag.dropped;
  }

  spanContext(): SpanContext {
    return this.#start.spanContext;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.#isOpen()) put(this.#bag, key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.#isOpen()) putAll(this.#bag, attributes);
    return this;
  }

  /** After the 128th event, the oldest makes room and is counted. */
  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (!this.#isOpen()) return this;
    const isTime = isTimeInput(attributesOrTime);
    const { attributes, dropped } = createBag(isTime ? undefined : (attributesOrTime as Attributes));
    const at = this.#start.clock.fromTimeInput(isTime ? (attributesOrTime as TimeInput) : time);
    if (this.events.length >= MAX_EVENTS) {
      this.events.shift();
      this.droppedEventsCount++;
    }
    this.events.push({
      name: clipText(name),
      time: this.#start.clock.toHrTime(at, this.#startedAt),
      attributes,
      droppedAttributesCount: dropped,
    });
    return this;
  }

  /** Links to nowhere are passed over; those after the 128th are counted. */
  addLink(link: Link): this {
    if (!this.#isOpen() || !link?.context || !isSpanContextValid(link.context)) return this;
    if (this.links.length >= MAX_LINKS) {
      this.droppedLinksCount++;
      return this;
    }
    const { attributes, dropped } = createBag(link.attributes);
    this.links.push({ context: link.context, attributes, droppedAttributesCount: dropped });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** `OK` is final, `UNSET` changes nothing, and only an error has a message. */
  setStatus(status: SpanStatus): this {
    const { code, message } = status ?? {};
    const isError = code === SpanStatusCode.ERROR;
    if (!this.#isOpen() || this.status.code === SpanStatusCode.OK || !(isError || code === SpanStatusCode.OK))
      return this;
    const hasMessage = isError && typeof message === 'string';
    this.status = hasMessage ? { code, message: clipText(message) } : { code };
    return this;
  }

  updateName(name: string): this {
    if (this.#isOpen()) this.name = clipText(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent('exception', exceptionAttributes(exception), time);
  }

  /** Ends the span, once. An end before the start counts as the start. */
  end(endTime?: TimeInput): void {
    if (this.#isEnding || !this.#isOpen()) return;
    this.#isEnding = true;
    const endedAt = Math.max(this.#start.clock.fromTimeInput(endTime), this.#startedAt);
    this.endTime = this.#start.clock.toHrTime(endedAt, this.#startedAt);
    const [seconds, nanos] = this.startTime;
    const borrow = this.endTime[1] < nanos ? 1 : 0;
    this.duration = [this.endTime[0] - seconds - borrow, this.endTime[1] - nanos + borrow * 1e9];
    this.#start.onEnding(this);
    this.ended = true;
    this.#start.onEnd(this);
  }

  #isOpen(): boolean {
    if (this.ended && !this.#warned) {
      this.#warned = true;
      diag.warn(`clew: span "${this.name}" was changed after its end`);
    }
    return !this.ended;
  }
}
