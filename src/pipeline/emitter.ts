// From what a source says happened to the log record that is sent: bounded attributes, times, and the trace it is of.
import { type Attributes, type Context, trace } from '@opentelemetry/api';
import { createBag } from '../trace/attributes.js';
import { type ClewEvent, INFO, type LogRecord } from '../trace/event.js';
import type { Clock } from '../trace/time.js';

/** What an emitter needs from the rest of Clew. */
export interface EmitterDeps {
  readonly clock: Clock;
  active(): Context;
  /** Attributes of every record: session, page view, user. */
  stamp(): Attributes;
  add(record: LogRecord): void;
}

/** Creates the function that sources send events with. */
export function createEmitter({ clock, active, stamp, add }: EmitterDeps): (event: ClewEvent) => void {
  return ({ name, attributes, severity = INFO, time, context = active() }) => {
    const now = clock.now();
    const bag = createBag({ ...stamp(), ...attributes });
    add({
      name,
      time: clock.toHrTime(time ?? now),
      observedTime: clock.toHrTime(now),
      severity,
      attributes: bag.attributes,
      droppedAttributesCount: bag.dropped,
      spanContext: trace.getSpanContext(context),
    });
  };
}
