// What OTLP's two encodings cost: bytes before and after gzip, and time, for spans as pages make them. Docs: decision 0020.
// `npm run bench:encoding`, after a build.
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { createClock } from '../dist/trace/time.js';
import { createTracerProvider, RECORD_AND_SAMPLED } from '../dist/trace/tracer.js';
import { createContentEncoder, encodeEnvelope, encodeSpan } from '../dist/transport/encodeOtlp.js';

const resource = {
  'service.name': 'shop-web',
  'user_agent.original':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0',
};
const clock = createClock({ timeOrigin: 1_764_000_000_000, now: () => performance.now(), dateNow: Date.now });
const sampler = { shouldSample: () => ({ decision: RECORD_AND_SAMPLED }), toString: () => 'all' };
const processor = { onStart() {}, onEnd() {} };
const tracer = createTracerProvider({ clock, sampler, resource, processor }).getTracer('bench');
const encodeContent = createContentEncoder(resource);

function makeSpans(count) {
  return Array.from({ length: count }, (_, i) => {
    const span = tracer.startSpan(i % 3 ? 'GET' : 'resource', {}, ROOT_CONTEXT);
    span.setAttributes({
      'session.id': '5f2d'.repeat(8),
      'http.request.method': 'GET',
      'url.full': `https://shop.example.com/api/products/${(i * 7919) % 100_003}?page=REDACTED`,
      'server.address': 'shop.example.com',
      'http.response.status_code': i % 17 ? 200 : 503,
      'http.response.body.size': (i * 104_729) % 50_000,
    });
    for (const name of ['fetchStart', 'connectStart', 'responseStart', 'responseEnd']) span.addEvent(name);
    span.end();
    return span;
  });
}

function medianMs(work) {
  const times = Array.from({ length: 15 }, () => {
    const startMs = performance.now();
    work();
    return performance.now() - startMs;
  });
  return times.sort((a, b) => a - b)[7].toFixed(1);
}

const json = (spans) =>
  encodeEnvelope('traces', [
    encodeContent('traces', [{ scope: { name: 'bench' }, records: spans.map(encodeSpan) }], {}),
  ]);
console.log('spans  encoding   bytes    gzip  encode ms  gzip ms');
for (const count of [10, 100, 250]) {
  const spans = makeSpans(count);
  const forms = {
    JSON: () => Buffer.from(json(spans)),
    protobuf: () => ProtobufTraceSerializer.serializeRequest(spans),
  };
  for (const [name, encode] of Object.entries(forms)) {
    const bytes = encode();
    const row = [bytes.length, gzipSync(bytes).length, medianMs(encode), medianMs(() => gzipSync(bytes))];
    console.log(
      [String(count).padStart(5), name.padEnd(8), ...row.map((cell) => String(cell).padStart(8))].join('  '),
    );
  }
}
