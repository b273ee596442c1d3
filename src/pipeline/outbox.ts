// The last stop before the batch: what is not sampled waits in the tail, and the page's own hook sees what leaves.
import { SpanStatusCode } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import type { BeforeSend, OutgoingRecord } from '../options.js';
import type { Signal } from '../trace/delivery.js';
import { ERROR, type LogRecord } from '../trace/event.js';
import type { ClewSpan } from '../trace/span.js';
import { SAMPLED_FLAG } from '../trace/traceparent.js';
import { createTail, type TailReason } from './tail.js';

/** What an outbox needs from the rest of Clew. */
export interface OutboxDeps {
  sendSpan(span: ClewSpan): void;
  sendEvent(record: LogRecord): void;
  /** Counts a record that the hook refused. */
  refused(signal: Signal): void;
  readonly beforeSend: BeforeSend | undefined;
  /** A root that takes this many milliseconds is slow; `false` where nothing waits. */
  readonly slowMs: number | false;
  /** Whether events that belong to no trace are sent. */
  isSessionSampled(): boolean;
}

/** Takes what is finished. */
export interface Outbox {
  addSpan(span: ClewSpan): void;
  addEvent(record: LogRecord): void;
}

const TAIL = 'clew.sampling.tail';

let isTold = false;

/** Whether the hook lets it pass. A promise is no answer: a hook that is not done has not seen to what leaves now. */
function isYes(answer: unknown): boolean {
  const { then } = Object(answer) as Partial<PromiseLike<unknown>>;
  if (typeof then !== 'function') return answer !== false;
  then.call(answer, undefined, () => {});
  if (!isTold) console.warn('clew: beforeSend must not be async: what it answers for is dropped');
  isTold = true;
  return false;
}

/** Makes `kept` what the hook put in its place. */
function replace(kept: object, given: object): void {
  if (given === kept) return;
  if (Array.isArray(kept)) kept.length = 0;
  for (const name of Object.keys(kept)) delete (kept as Record<string, unknown>)[name];
  Object.assign(kept, given);
}

/** Creates an outbox. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { beforeSend, slowMs } = deps;
  const tail = createTail();

  /**
   * Shows it to the hook, and passes it on as the hook left it. A hook that fails cannot have taken out what it should: the
   * record stays here.
   */
  function send(record: OutgoingRecord, reason: TailReason | undefined, pass: (name: string) => void): void {
    const { type, name, attributes, events } = record;
    if (reason) attributes[TAIL] = reason;
    const given = beforeSend
      ? attempt('beforeSend', () => {
          if (!isYes(beforeSend(record))) return undefined;
          replace(attributes, record.attributes);
          replace(events, record.events);
          return `${record.name}`;
        })
      : name;
    if (given === undefined) deps.refused(type === 'span' ? 'traces' : 'logs');
    else pass(given);
  }

  function sendSpan(span: ClewSpan, reason?: TailReason): void {
    const { name, attributes, events } = span;
    send({ type: 'span', name, attributes, events }, reason, (given) => {
      span.name = given;
      deps.sendSpan(span);
    });
  }

  function sendEvent(event: LogRecord, reason?: TailReason): void {
    const { name, attributes } = event;
    send({ type: 'event', name, attributes, events: [] }, reason, (given) =>
      deps.sendEvent({ ...event, name: given }),
    );
  }

  return {
    addSpan(span) {
      const { traceId, traceFlags } = span.spanContext();
      if (traceFlags & SAMPLED_FLAG) {
        sendSpan(span);
        return;
      }
      if (slowMs === false) return;
      tail.add({ traceId, send: (reason) => sendSpan(span, reason) });
      const { attributes, parentSpanContext, duration } = span;
      // Typing lasts as long as the user likes: it is not slow.
      const isTyping = attributes['clew.interaction.type'] === 'input';
      const isRoot = !isTyping && (!parentSpanContext || parentSpanContext.isRemote);
      if (span.status.code === SpanStatusCode.ERROR) tail.choose(traceId, 'error');
      else if (isRoot && duration[0] * 1e3 + duration[1] / 1e6 >= slowMs) tail.choose(traceId, 'slow');
    },
    addEvent(event) {
      const { spanContext, severity } = event;
      if (spanContext ? spanContext.traceFlags & SAMPLED_FLAG : deps.isSessionSampled()) sendEvent(event);
      else if (slowMs !== false && severity >= ERROR) {
        if (spanContext) tail.choose(spanContext.traceId, 'error');
        sendEvent(event, 'error');
      } else if (slowMs !== false && spanContext)
        tail.add({ traceId: spanContext.traceId, send: (reason) => sendEvent(event, reason) });
    },
  };
}
