import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startCollector } from '../../demo/collector/collector.mjs';

const traceId = '5b8efff798038103d269b633813fc60c';
const spanId = 'eee19b7ec3c1b174';
// biome-ignore lint/suspicious/noExplicitAny: the generated definitions are typed as a bare protobuf root
const { trace, logs } = (root as any).opentelemetry.proto.collector;

let collector: Awaited<ReturnType<typeof startCollector>>;
beforeAll(async () => {
  collector = await startCollector({ port: 0, quiet: true });
});
afterAll(() => collector.stop());
beforeEach(async () => {
  await fetch(`${collector.url}/api/traces`, { method: 'DELETE' });
});

function traceRequest(span: Record<string, unknown> = {}) {
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop-web' } }];
  const whole = {
    traceId,
    spanId,
    parentSpanId: '',
    name: 'click',
    kind: 1,
    startTimeUnixNano: '1544712660123456789',
    endTimeUnixNano: '1544712661123456789',
    attributes: [
      { key: 'http.response.status_code', value: { intValue: '200' } },
      { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, { doubleValue: 1.5 }] } } },
    ],
    events: [{ name: 'tick', timeUnixNano: '1544712660500000000' }],
    links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }],
    status: { code: 2, message: 'no' },
    ...span,
  };
  const scopeSpans = [{ scope: { name: 'clew', version: '1' }, spans: [whole] }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans }] };
}

function post(path: string, body: BodyInit, headers: Record<string, string> = {}) {
  const merged = { 'Content-Type': 'application/json', ...headers };
  return fetch(`${collector.url}${path}`, { method: 'POST', body, headers: merged });
}

const postJson = (body: unknown) => post('/v1/traces', JSON.stringify(body));
const getJson = async (path: string) => (await fetch(`${collector.url}${path}`)).json();

const storedSpan = {
  traceId,
  spanId,
  parentSpanId: '',
  name: 'click',
  kind: 1,
  startTimeUnixNano: '1544712660123456789',
  endTimeUnixNano: '1544712661123456789',
  durationMs: 1000,
  status: { code: 2, message: 'no' },
  attributes: { 'http.response.status_code': 200, list: [true, 1.5] },
  events: [{ name: 'tick', timeUnixNano: '1544712660500000000', attributes: {} }],
  links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), attributes: {} }],
  service: 'shop-web',
  scope: { name: 'clew', version: '1' },
};

test('takes OTLP JSON and gives the span back without losing a nanosecond', async () => {
  const response = await postJson(traceRequest());
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({});
  const stored = await getJson(`/api/traces/${traceId}`);
  expect(stored.spans).toMatchObject([storedSpan]);
});

test('takes OTLP protobuf, answers in protobuf, and stores the same span as from JSON', async () => {
  const type = trace.v1.ExportTraceServiceRequest;
  const request = traceRequest({
    traceId: Buffer.from(traceId, 'hex'),
    spanId: Buffer.from(spanId, 'hex'),
    parentSpanId: new Uint8Array(),
    links: [{ traceId: Buffer.alloc(16, 0xcc), spanId: Buffer.alloc(8, 0xdd) }],
  });
  const bytes = type.encode(type.fromObject(request)).finish();
  const response = await post('/v1/traces', bytes, { 'Content-Type': 'application/x-protobuf' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-protobuf');
  expect((await response.arrayBuffer()).byteLength).toBe(0);
  expect((await getJson(`/api/traces/${traceId}`)).spans).toMatchObject([storedSpan]);
});

test('undoes gzip', async () => {
  const body = gzipSync(JSON.stringify(traceRequest()));
  const response = await post('/v1/traces', body, { 'Content-Encoding': 'gzip' });
  expect(response.status).toBe(200);
  expect((await getJson('/api/traces')).traces).toHaveLength(1);
});

test('keeps logs with their trace, from JSON and protobuf', async () => {
  const record = (id: unknown) => ({
    timeUnixNano: '1544712660300000000',
    severityText: 'ERROR',
    body: { stringValue: 'boom' },
    traceId: id,
  });
  const request = (id: unknown) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [record(id)] }] }] });
  const type = logs.v1.ExportLogsServiceRequest;
  const bytes = type.encode(type.fromObject(request(Buffer.from(traceId, 'hex')))).finish();
  expect((await post('/v1/logs', JSON.stringify(request(traceId)))).status).toBe(200);
  expect((await post('/v1/logs', bytes, { 'Content-Type': 'application/x-protobuf' })).status).toBe(200);
  const stored = await getJson(`/api/traces/${traceId}`);
  expect(stored.logs).toMatchObject([{ body: 'boom' }, { body: 'boom', severityText: 'ERROR' }]);
  expect((await getJson('/api/logs')).logs).toEqual(stored.logs);
  expect((await getJson(`/api/logs?traceId=${traceId.toUpperCase()}`)).logs).toHaveLength(2);
  expect((await getJson('/api/logs?traceId=')).logs).toEqual([]);
});

test('accepts metrics and keeps none', async () => {
  expect(await (await post('/v1/metrics', '{"resourceMetrics":[]}')).json()).toEqual({});
});

test.each([
  ['a base64 trace id', { traceId: 'W47/95gDgQPSabYzgT/GDA==' }, 'traceId'],
  ['an all-zero span id', { spanId: '0'.repeat(16) }, 'spanId'],
  ['a short parent id', { parentSpanId: 'abc' }, 'parentSpanId'],
  ['a kind by name', { kind: 'SPAN_KIND_CLIENT' }, 'kind'],
  ['a time in floating milliseconds', { startTimeUnixNano: 1544712660.5 }, 'startTimeUnixNano'],
])('rejects a span with %s through partialSuccess', async (_, wrong, field) => {
  const response = await postJson(traceRequest(wrong));
  expect(response.status).toBe(200);
  const { partialSuccess } = await response.json();
  expect(partialSuccess.rejectedSpans).toBe('1');
  expect(partialSuccess.errorMessage).toContain(field);
  expect((await getJson('/api/traces')).traces).toEqual([]);
});

test('reports a rejected span in protobuf too', async () => {
  const type = trace.v1.ExportTraceServiceRequest;
  const request = traceRequest({ traceId: Buffer.alloc(3, 1), spanId: Buffer.alloc(8, 1), links: [] });
  const bytes = type.encode(type.fromObject(request)).finish();
  const response = await post('/v1/traces', bytes, { 'Content-Type': 'application/x-protobuf' });
  const answer = trace.v1.ExportTraceServiceResponse.decode(new Uint8Array(await response.arrayBuffer()));
  expect(Number(answer.partialSuccess.rejectedSpans)).toBe(1);
});

test.each([
  ['broken JSON', '{"resourceSpans":', {}, 400],
  ['JSON that is no object', '[]', {}, 400],
  ['a list that is none', '{"resourceSpans":{}}', {}, 400],
  ['broken protobuf', '\x0a\xff\xff', { 'Content-Type': 'application/x-protobuf' }, 400],
  ['broken gzip', 'not gzip', { 'Content-Encoding': 'gzip' }, 400],
  ['another content type', '{}', { 'Content-Type': 'text/plain' }, 415],
  ['another content encoding', '{}', { 'Content-Encoding': 'br' }, 415],
  ['a body over 20 MiB', 'x'.repeat(20 * 1024 * 1024 + 1), {}, 413],
  ['a gzip bomb', gzipSync(Buffer.alloc(20 * 1024 * 1024 + 1)), { 'Content-Encoding': 'gzip' }, 413],
])('answers %s with its status, readable across origins', async (_, body, headers, status) => {
  const response = await post('/v1/traces', body, { Origin: 'https://shop.example.com', ...headers });
  expect(response.status).toBe(status);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
  const text = await response.text();
  expect(text.length).toBeGreaterThan(10);
});

test('answers a GET of an OTLP path with 405', async () => {
  expect((await fetch(`${collector.url}/v1/traces`)).status).toBe(405);
});

test('allows the headers a page asks for, from any origin, without credentials', async () => {
  const response = await fetch(`${collector.url}/v1/traces`, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://shop.example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
  expect(response.headers.get('access-control-allow-headers')).toBe(
    'content-type, content-encoding, authorization',
  );
  expect(response.headers.get('access-control-max-age')).toBe('7200');
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
});

test('lets scripts read Retry-After, and vary by origin', async () => {
  const response = await post('/v1/traces', '{}', { Origin: 'https://shop.example.com' });
  expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
  expect(response.headers.get('vary')).toBe('Origin');
});

test('keeps the query API to its own origin', async () => {
  const headers = { Origin: 'https://other.example.com' };
  const response = await fetch(`${collector.url}/api/traces`, { headers });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('filters traces by the query string and ignores empty filters', async () => {
  await postJson(traceRequest());
  const count = async (query: string) => (await getJson(`/api/traces?${query}`)).traces.length;
  expect(await count('service=&name=&minDurationMs=&limit=')).toBe(1);
  expect(await count('service=shop-web&name=CLICK&minDurationMs=1000&maxDurationMs=1000&error=1')).toBe(1);
  expect(await count('minDurationMs=1001')).toBe(0);
  expect(await count('service=gateway')).toBe(0);
});

test('answers an unknown trace and an unknown path with 404 in JSON', async () => {
  for (const path of [`/api/traces/${'f'.repeat(32)}`, '/api/nothing']) {
    const response = await fetch(`${collector.url}${path}`);
    expect(response.status).toBe(404);
    expect((await response.json()).error).toBeTypeOf('string');
  }
});

test('shows the raw requests, newest first, and forgets them with the traces', async () => {
  await post('/v1/traces', JSON.stringify(traceRequest()), { 'X-Tenant': 'one' });
  await post('/v1/traces', 'broken');
  const { requests } = await getJson('/api/raw?limit=2');
  expect(requests).toMatchObject([
    { status: 400, body: null },
    { status: 200, headers: { 'x-tenant': 'one' }, body: traceRequest() },
  ]);
  await fetch(`${collector.url}/api/traces`, { method: 'DELETE' });
  expect(await getJson('/api/raw')).toEqual({ requests: [] });
});

test('serves the view and its libraries under a policy without inline script', async () => {
  const page = await fetch(collector.url);
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-[^']+';/);
  for (const path of ['/view/main.mjs', '/vendor/preact.mjs', '/vendor/preactHooks.mjs', '/vendor/htm.mjs']) {
    const file = await fetch(collector.url + path);
    expect([path, file.status]).toEqual([path, 200]);
    expect(file.headers.get('content-type')).toContain('text/javascript');
  }
});

test('serves no file outside the view', async () => {
  for (const path of ['/view/../collector/collector.mjs', '/view/%2e%2e%2fpackage.json', '//[']) {
    expect(await rawStatus(path)).toBeGreaterThanOrEqual(400);
  }
});

test('is reached on both addresses of localhost', async () => {
  const { port } = new URL(collector.url);
  expect((await fetch(`http://127.0.0.1:${port}/api/services`)).status).toBe(200);
  const onIpv6 = await fetch(`http://[::1]:${port}/api/services`).catch((error) => error.cause.code);
  // A machine without IPv6 has one address only.
  expect([200, 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(onIpv6.status ?? onIpv6);
});

test('says which port is taken', async () => {
  const port = Number(new URL(collector.url).port);
  await expect(startCollector({ port, quiet: true })).rejects.toThrow(`Port ${port}`);
});

// fetch tidies dots out of a path before it sends it; this sends the path as it stands.
function rawStatus(path: string): Promise<number> {
  const { hostname, port } = new URL(collector.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject).end();
  });
}
