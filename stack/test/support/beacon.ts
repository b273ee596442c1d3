// What Clew sends for one page view, in the form and of the size that it really has: gzipped OTLP/JSON of a page load with its
// document and resources, and a click with its request.
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Spans in one beacon, of two traces: the page load's and the click's. */
export const spansPerBeacon = 12;

/** Traces that a beacon begins. */
export const tracesPerBeacon = 2;

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

const resource = {
  attributes: [
    text('service.name', 'shop-web'),
    text('service.version', '1.2.3'),
    text('telemetry.sdk.name', 'clew'),
    text('telemetry.sdk.language', 'webjs'),
    text('browser.platform', 'Linux'),
    text(
      'user_agent.original',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
    ),
  ],
};

/** A root and its children, which began at the Unix time `startMs`. */
function trace(traceId: string, names: readonly string[], session: string, startMs: number) {
  const rootId = hex(8);
  return names.map((name, index) => ({
    traceId,
    spanId: index === 0 ? rootId : hex(8),
    ...(index > 0 && { parentSpanId: rootId }),
    name,
    kind: index === 0 ? 1 : 3,
    startTimeUnixNano: `${startMs + index * 5}000000`,
    endTimeUnixNano: `${startMs + index * 5 + 120}000000`,
    attributes: [
      text('session.id', session),
      text('url.full', `https://shop.example.com/product/${index}?id=REDACTED`),
      { key: 'http.response.status_code', value: { intValue: '200' } },
    ],
  }));
}

const load = ['page load', 'document', ...Array.from({ length: 8 }, (_, index) => `resource ${index}`)];
const click = ['click Add to cart', 'POST'];

/** One page view's spans; `body` is ready to be posted with `content-encoding: gzip`. */
export function beacon(): { clickTraceId: string; body: Uint8Array<ArrayBuffer> } {
  const session = hex(16);
  const clickTraceId = hex(16);
  const spans = [
    ...trace(hex(16), load, session, Date.now()),
    ...trace(clickTraceId, click, session, Date.now()),
  ];
  const scopeSpans = [{ scope: { name: 'clew', version: '0.1.0' }, spans }];
  const json = JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] });
  return { clickTraceId, body: new Uint8Array(gzipSync(json, { level: 1 })) };
}
