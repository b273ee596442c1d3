// What a web vital is to be blamed on, as far as it fits in a few attributes. web-vitals has a build that tells more;
// docs/decisions/0007 says why it is not used.
import type { Attributes } from '@opentelemetry/api';
import type { CLSMetric, LCPMetric, MetricType, TTFBMetric } from 'web-vitals';
import type { InpReport } from './inpReports.js';

/** The prefix of every attribute here. Times are durations in milliseconds. */
const PREFIX = 'clew.web_vital.';

/** A script that ran in a long animation frame; Chromium's PerformanceScriptTiming, which TypeScript does not know. */
interface ScriptTiming extends PerformanceEntry {
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
  readonly invoker: string;
}

type RedactUrl = (url: string) => string;

/** Attributes for any metric but INP; empty where its entries tell nothing. */
export function vitalAttribution(metric: MetricType, redactUrl: RedactUrl): Attributes {
  const { name } = metric;
  if (name === 'LCP') return prefixed(ofLcp(metric, redactUrl));
  if (name === 'CLS') return prefixed(ofCls(metric));
  return name === 'TTFB' ? prefixed(ofTtfb(metric)) : {};
}

/** Attributes for INP. */
export function inpAttribution(report: InpReport, redactUrl: RedactUrl): Attributes {
  return prefixed(ofInp(report, redactUrl));
}

function prefixed(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [PREFIX + key, value]));
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
  const resource = (performance.getEntriesByName(entry.url, 'resource') as PerformanceResourceTiming[])
    .filter(({ startTime }) => startTime <= entry.startTime)
    .at(-1);
  const firstByte = isSoft ? 0 : Math.max(0, (navigation?.responseStart ?? 0) - start);
  const requested = resource
    ? Math.max(firstByte, (resource.requestStart || resource.startTime) - start)
    : firstByte;
  const loaded = Math.min(value, Math.max(requested, resource ? resource.responseEnd - start : 0));
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
function ofInp({ metric, processingStart, processingEnd }: InpReport, redactUrl: RedactUrl): Attributes {
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
    // Of a listener that Clew wraps, URL and function are the wrapper's; what invoked it is always the page's.
    script_invoker: script && (/[/?]/.test(script.invoker) ? redactUrl(script.invoker) : script.invoker),
    script: script?.sourceURL ? redactUrl(script.sourceURL) : undefined,
    script_function: script?.sourceFunctionName || undefined,
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
    largest_shift_time: shift.startTime,
  };
}

/** The parts of TTFB: what came before the connection, the connection, and the server's answer. */
function ofTtfb({ value, entries }: TTFBMetric): Attributes {
  const entry = entries[0] as (PerformanceNavigationTiming & { activationStart?: number }) | undefined;
  // A soft navigation has none of these.
  if (!entry?.connectEnd) return {};
  const { connectStart, connectEnd, activationStart = 0 } = entry;
  const [connect, request] = [connectStart, connectEnd].map((time) =>
    Math.max(0, time - activationStart),
  ) as [number, number];
  return {
    waiting_duration: connect,
    connection_duration: request - connect,
    request_duration: value - request,
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
