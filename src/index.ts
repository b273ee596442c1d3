// The npm entry: named re-exports only, no effect at import (server-side rendering may import it).

export { beacons } from './capture/beacon.js';
export { consoleErrors } from './capture/consoleErrors.js';
export { early } from './capture/early.js';
export { errors } from './capture/errors.js';
export { eventSources } from './capture/eventSource.js';
export { eventTimings } from './capture/eventTimings.js';
export { everyInteraction } from './capture/everyInteraction.js';
export { frustrations } from './capture/frustrations.js';
export { joinWorker } from './capture/joinWorker.js';
export { longFrames } from './capture/longFrames.js';
export { navigations } from './capture/navigation.js';
export type { Routes } from './capture/route.js';
export type { Source, SourceDeps } from './capture/source.js';
export { webSockets } from './capture/webSocket.js';
export { webVitals } from './capture/webVitals.js';
export type { ClewGlobal, QueuedCall, TagOptions } from './cdn.js';
export { disk, type Persistence } from './disk.js';
export { everything } from './everything.js';
export { type Clew, init } from './init.js';
export type { BeforeSend, CoreSource, InitOptions, OutgoingRecord } from './options.js';
export { baggage } from './trace/baggage.js';
export type { ClewEvent } from './trace/event.js';
export type { PropagationTarget } from './trace/propagationTargets.js';
export type { SpanProcessor } from './trace/spanProcessor.js';
export type { Sampler } from './trace/tracer.js';
