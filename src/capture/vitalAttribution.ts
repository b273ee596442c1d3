// What a web vital is to be blamed on, as far as it fits in a few attributes; times are durations in milliseconds. web-vitals has a build that tells more;
// docs/decisions/0008 says why it is not used.
import type { Attributes } from '@opentelemetry/api';
import type { CLSMetric, LCPMetric, MetricType } from 'web-vitals';
import type { InpReport } from './inpReports.js';

/** A script that ran in a long animation frame; Chromium's PerformanceScriptTiming, which TypeScript does not know. */
interface ScriptTiming extends PerformanceEntry {
  readonly invoker: string;
}

type RedactUrl = (url: string) => string;

/** Attributes for any metric but INP; empty where its entries tell nothing, as of TTFB: the page load has its phases. */
export function vitalAttribution(metric: MetricType, redactUrl: RedactUrl): Attributes {
  if (metric.name === 'LCP') return ofLcp(metric, redactUrl);
  return metric.name === 'CLS' ? ofCls(metric) : {};
}

/** The four parts of LCP: to the first byte, to the request of the resource, to its end, to the paint. */
function ofLcp(
  { value, entries, navigationType, navigationStartTime = 0 }: LCPMetric,
  redactUrl: RedactUrl,
): Attributes {
  const entry = entries.at(-1);
  if (!entry) return {};
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const isSoft = navigationType === 'soft-navigation';
  const activation = (navigation as { activationStart?: number } | undefined)?.activationStart ?? 0;
  const start = isSoft ? navigationStartTime : activation;
  const [resource] = performance.getEntriesByName(entry.url, 'resource') as PerformanceResourceTiming[];
  const firstByte = isSoft ? 0 : Math.max(0, (navigation?.responseStart ?? 0) - start);
  const timeOf = (time: number | undefined): number =>
    Math.min(value, Math.max(firstByte, (time ?? 0) - start));
  const requested = timeOf(resource?.requestStart || resource?.startTime);
  const loaded = timeOf(resource?.responseEnd);
  return {
    target: selectorOf(entry.element) ?? (entry.id ? `#${entry.id}` : undefined),
    url: entry.url ? redactUrl(entry.url) : undefined,
    time_to_first_byte: firstByte,
    resource_load_delay: requested - firstByte,
    resource_load_duration: loaded - requested,
    element_render_delay: value - loaded,
  };
}

/** The three parts of INP, and the script that ran longest in them. */
export function inpAttribution(
  { metric, processingStart, processingEnd }: InpReport,
  redactUrl: RedactUrl,
): Attributes {
  const { value, entries } = metric;
  const entry = entries[0];
  if (!entry) return {};
  const { startTime } = entry;
  const endTime = startTime + value;
  // An event that came before it may have been handled first; a dialog may be open beyond the paint.
  const from = Math.max(startTime, processingStart);
  const to = Math.min(endTime, processingEnd);
  const scripts = performance
    .getEntriesByType('long-animation-frame')
    .flatMap((frame) => (frame as unknown as { scripts: ScriptTiming[] }).scripts)
    .filter((script) => script.startTime < endTime && script.startTime + script.duration > startTime);
  const script = scripts.sort((a, b) => b.duration - a.duration)[0];
  return {
    target: selectorOf(entries.find(({ target }) => target)?.target),
    event: entry.name,
    input_delay: from - startTime,
    processing_duration: to - from,
    presentation_delay: endTime - to,
    // Not its URL and function: of a listener that Clew wraps they are the wrapper's.
    script_invoker: script && (/[/?]/.test(script.invoker) ? redactUrl(script.invoker) : script.invoker),
    script_duration: script?.duration,
  };
}

/** The largest of the shifts, and what moved. */
function ofCls({ entries }: CLSMetric): Attributes {
  const [shift] = [...entries].sort((a, b) => b.value - a.value);
  if (!shift) return {};
  return {
    target: selectorOf(
      shift.sources.find(({ node }) => node?.nodeType === 1)?.node ?? shift.sources[0]?.node,
    ),
    largest_shift_value: shift.value,
  };
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
