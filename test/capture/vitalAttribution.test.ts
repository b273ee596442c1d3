import { afterEach, expect, it, vi } from 'vitest';
import type { CLSMetric, INPMetric, LCPMetric, TTFBMetric } from 'web-vitals';
import { answerSlowScript } from '../../src/capture/slowScript.js';
import { inpAttribution, vitalAttribution } from '../../src/capture/vitalAttribution.js';
import { redactUrl } from '../../src/pipeline/redactUrl.js';

// The entries are browsers' own: here they are plain objects of the same shape.
class Element {
  readonly nodeType = 1;
}

const element = (localName: string, id: string, classList: string[], parentElement?: Element): Element =>
  Object.assign(new Element(), { localName, id, classList, parentElement });

afterEach(() => void vi.unstubAllGlobals());

function stubPage(entries: Record<string, object[]>): void {
  vi.stubGlobal('Element', Element);
  vi.stubGlobal('performance', {
    getEntriesByType: (type: string) => entries[type] ?? [],
    getEntriesByName: (name: string) => entries[name] ?? [],
  });
}

const hero = element('img', '', ['hero'], element('main', 'content', []));

it('splits LCP into four parts that add up', () => {
  stubPage({
    navigation: [{ responseStart: 150, activationStart: 50 }],
    'https://shop.example/hero.png?v=1': [{ startTime: 200, requestStart: 250, responseEnd: 450 }],
  });
  const entry = { startTime: 550, url: 'https://shop.example/hero.png?v=1', element: hero, id: '' };
  const metric = { name: 'LCP', value: 500, entries: [entry], navigationType: 'prerender' };
  expect(vitalAttribution(metric as unknown as LCPMetric, redactUrl)).toEqual({
    target: '#content>img.hero',
    url: 'https://shop.example/hero.png?v=REDACTED',
    time_to_first_byte: 100,
    resource_load_delay: 100,
    resource_load_duration: 200,
    element_render_delay: 100,
  });
});

it('counts the LCP of a navigation within the page from its interaction, without a first byte', () => {
  stubPage({ navigation: [{ responseStart: 150 }] });
  const metric = {
    name: 'LCP',
    value: 80,
    entries: [{ startTime: 1_080, url: '', element: null, id: 'title' }],
    navigationType: 'soft-navigation',
    navigationStartTime: 1_000,
  };
  expect(vitalAttribution(metric as unknown as LCPMetric, redactUrl)).toMatchObject({
    target: '#title',
    url: undefined,
    time_to_first_byte: 0,
    element_render_delay: 80,
  });
});

it('splits TTFB into five parts that add up, a service worker’s start within the second one', () => {
  const navigation = {
    activationStart: 10,
    fetchStart: 40,
    workerStart: 30,
    domainLookupStart: 60,
    connectStart: 75,
    connectEnd: 100,
  };
  stubPage({});
  const metric = { name: 'TTFB', value: 150, entries: [navigation] };
  expect(vitalAttribution(metric as unknown as TTFBMetric, redactUrl)).toEqual({
    waiting_duration: 20,
    cache_duration: 30,
    dns_duration: 15,
    connection_duration: 25,
    request_duration: 60,
  });
});

it('splits no TTFB that is none of a load', () => {
  const metrics = [{ entries: [] }, { entries: [{ entryType: 'soft-navigation', startTime: 5 }] }];
  for (const metric of metrics)
    expect(
      vitalAttribution({ name: 'TTFB', value: 0, ...metric } as unknown as TTFBMetric, redactUrl),
    ).toBeUndefined();
});

it('splits INP into three parts, and asks for the script to blame until its input was handled', () => {
  stubPage({});
  const stop = answerSlowScript((fromMs, toMs, prefix) => ({ [`${prefix}invoker`]: `${fromMs} to ${toMs}` }));
  const entry = { name: 'click', startTime: 1_000, target: hero };
  const metric = { name: 'INP', value: 160, entries: [entry] } as unknown as INPMetric;
  const parts = {
    target: '#content>img.hero',
    event: 'click',
    input_delay: 10,
    processing_duration: 150,
    presentation_delay: 0,
  };
  const report = { metric, processingStart: 1_010, processingEnd: 1_200 };
  expect(inpAttribution(report)).toEqual({ ...parts, script_invoker: '1000 to 1200' });
  stop();
  expect(inpAttribution(report)).toEqual(parts);
});

it('names for CLS what moved in the largest shift', () => {
  stubPage({});
  const text = { nodeType: 3, parentElement: hero };
  const entries = [
    { value: 0.1, startTime: 10, sources: [{ node: text }, { node: hero }] },
    { value: 0.05, startTime: 20, sources: [] },
  ];
  expect(vitalAttribution({ name: 'CLS', entries } as unknown as CLSMetric, redactUrl)).toEqual({
    target: '#content>img.hero',
    largest_shift_value: 0.1,
  });
});
