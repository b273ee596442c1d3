// Whether the page load may be a child of the server's span that made the page. A document out of a cache carries the
// trace of whoever it was first made for: such a page load begins its own trace, with a link and the reason.
import type { Link, SpanContext } from '@opentelemetry/api';
import { attempt } from '../browser/guard.js';
import { parseTraceparent } from '../trace/traceparent.js';
import { serverTiming, TRACE_METRIC } from './resourceTiming.js';

/** A trace written longer ago than this when the response arrived is not of this response; covers most clocks' error. */
const MAX_AGE_MS = 30_000;

/** What becomes of the trace context that the document came with; empty where it came with none. */
export interface ServerJoin {
  /** The page load's parent. */
  readonly parent?: SpanContext;
  /** Why there is no parent: not well-formed, from the browser's cache, or written too long ago (a CDN's cache). */
  readonly refused?: 'malformed' | 'cache' | 'stale';
  /** To the trace that was refused, if it could be read. */
  readonly links?: Link[];
}

/**
 * Judges what the document's `Server-Timing` says, else its `<meta name="traceparent" data-time="…">`.
 * @param timeOrigin Unix time of the navigation's start, in milliseconds.
 */
export function joinServer(
  navigation: PerformanceNavigationTiming | undefined,
  timeOrigin: number = performance.timeOrigin,
): ServerJoin {
  return attempt('server trace', () => judge(navigation, timeOrigin)) ?? {};
}

function judge(navigation: PerformanceNavigationTiming | undefined, timeOrigin: number): ServerJoin {
  const meta = document.head?.querySelector<HTMLMetaElement>('meta[name="traceparent"]');
  const header = serverTiming(navigation, TRACE_METRIC);
  const text = header ?? meta?.content;
  if (text === undefined) return {};
  const context = parseTraceparent(text);
  if (!context) return { refused: 'malformed' };
  const writtenAt = Number(
    header === undefined ? meta?.dataset.time : serverTiming(navigation, /^clew-time$/),
  );
  const ageMs = timeOrigin + (navigation?.responseStart ?? 0) - writtenAt;
  const refused = refusal(navigation, ageMs);
  return refused
    ? { refused, links: [{ context, attributes: { 'clew.link': 'server' } }] }
    : { parent: context };
}

/** @param ageMs NaN where the server did not write the time. */
function refusal(navigation: PerformanceNavigationTiming | undefined, ageMs: number): ServerJoin['refused'] {
  if (navigation && isFromCache(navigation)) return 'cache';
  if (Math.abs(ageMs) > MAX_AGE_MS) return 'stale';
  // A 304: the body is the old one, and the header may be.
  return Number.isNaN(ageMs) && deliveryType(navigation) === 'cache' ? 'cache' : undefined;
}

/** Whether the network was not asked: HTTP cache, restored tab, service worker's store. */
function isFromCache(navigation: PerformanceNavigationTiming): boolean {
  const { requestStart, responseStart, transferSize } = navigation;
  // Firefox and WebKit tell sizes when the document is complete, which is too late. What they have is there at once; so is
  // what a server gives within the grain of their clock, 1 ms, which no network does.
  return deliveryType(navigation) === undefined ? requestStart === responseStart : transferSize === 0;
}

/** Chromium says where a response came from; other engines leave it `undefined`. */
function deliveryType(navigation: PerformanceNavigationTiming | undefined): string | undefined {
  return (navigation as { deliveryType?: string } | undefined)?.deliveryType;
}
