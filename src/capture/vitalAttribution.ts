// What a web vital is to be blamed on, as far as it fits in a few attributes; times are durations in milliseconds. web-vitals has a build that tells more;
// docs/decisions/0008 says why it is not used.
import type { Attributes } from '@opentelemetry/api';
import type { CLSMetric, LCPMetric, MetricType, TTFBMetric } from 'web-vitals';
import { roundMs } from '../trace/time.js';
import { activationStart } from './documentPhases.js';
import type { InpReport } from './inpReports.js';
import { slowScript } from './slowScript.js';

type RedactUrl = (url: string) => string;

/** Attributes for any metric but INP; none where its entries tell nothing. */
export function vitalAttribution(metric: MetricType, redactUrl: RedactUrl): Attributes | undefined {
  if (metric.name === 'LCP') return ofLcp(metric, redactUrl);
  if (metric.name === 'TTFB') return ofTtfb(metric);
  return metric.name === 'CLS' ? ofCls(metric) : undefined;
}

/**
 * What lies between one time and the next, from 0 to the last. A time that is missing, or out of order, is that of the one
 * before.
 * @param names separated by spaces, one for each time.
 */
function parts(names: string, times: readonly (number | undefined)[]): Attributes {
  let from = 0;
  const durations = names.split(' ').map((name, index) => {
    const to = Math.min(times.at(-1) as number, Math.max(from, times[index] || 0));
    const duration = to - from;
    from = to;
    return [name, roundMs(duration)];
  });
  return Object.fromEntries(durations);
}

/** The five parts of TTFB, of which a service worker's start is in the second one; of loads alone. */
function ofTtfb({ value, entries: [entry] }: TTFBMetric): Attributes | undefined {
  const navigation = entry as PerformanceNavigationTiming | undefined;
  if (!navigation?.connectEnd) return undefined;
  const { workerStart, fetchStart, domainLookupStart, connectStart, connectEnd } = navigation;
  const times = [workerStart || fetchStart, domainLookupStart, connectStart, connectEnd];
  return parts('waiting_duration cache_duration dns_duration connection_duration request_duration', [
    ...times.map((time) => time - activationStart(navigation)),
    value,
  ]);
}

/** The four parts of LCP: to the first byte, to the request of the resource, to its end, to the paint. */
function ofLcp(
  { value, entries, navigationType, navigationStartTime }: LCPMetric,
  redactUrl: RedactUrl,
): Attributes | undefined {
  const entry = entries.at(-1);
  if (!entry) return undefined;
  const { element, id, url } = entry;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const [resource] = performance.getEntriesByName(url, 'resource') as PerformanceResourceTiming[];
  const isSoft = navigationType === 'soft-navigation';
  const start = (isSoft && navigationStartTime) || activationStart(navigation);
  const times = [
    isSoft ? 0 : navigation?.responseStart,
    resource?.requestStart || resource?.startTime,
    resource?.responseEnd,
  ];
  return {
    target: selectorOf(element) ?? (id ? `#${id}` : undefined),
    url: url ? redactUrl(url) : undefined,
    ...parts('time_to_first_byte resource_load_delay resource_load_duration element_render_delay', [
      ...times.map((time = 0) => time - start),
      value,
    ]),
  };
}

/** The three parts of INP, and the script to blame where the source of long frames knows it. */
export function inpAttribution({
  metric: { value, entries },
  processingStart,
  processingEnd,
}: InpReport): Attributes | undefined {
  const [entry] = entries;
  if (!entry) return undefined;
  const { startTime, name } = entry;
  return {
    target: selectorOf(entries.find(({ target }) => target)?.target),
    event: name,
    ...parts('input_delay processing_duration presentation_delay', [
      processingStart - startTime,
      processingEnd - startTime,
      value,
    ]),
    // What began later is of another input: where nothing is painted, an input lasts until something else paints.
    ...slowScript(startTime, processingEnd, 'script_'),
  };
}

/** The largest of the shifts, and what moved. */
function ofCls({ entries }: CLSMetric): Attributes | undefined {
  const [shift] = [...entries].sort((a, b) => b.value - a.value);
  // What is gone from the document by now has no node.
  if (!shift) return undefined;
  const { sources, value } = shift;
  return { target: selectorOf(sources.find(({ node }) => node)?.node), largest_shift_value: value };
}

/** How deep a selector goes. */
const MAX_PARTS = 3;

/** A short CSS selector, up to the nearest id: `#product>div.gallery>img.large`. */
function selectorOf(node: Node | null | undefined): string | undefined {
  const parts: string[] = [];
  let element = node instanceof Element ? node : node?.parentElement;
  while (element && parts.length < MAX_PARTS) {
    const { id, localName, classList } = element;
    parts.unshift(id ? `#${id}` : [localName, ...classList].join('.'));
    if (id) break;
    element = element.parentElement;
  }
  return parts.join('>') || undefined;
}
