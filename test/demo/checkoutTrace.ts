// A checkout's trace as the collector returns it, built by hand: what the tests of tree and verdict start from.
import type { SpanRecord } from '../../demo/collector/flattenSpans.mjs';

/** One span; `id` and `parent` are short names, times are milliseconds after the trace began. */
export interface SpanSketch {
  id: string;
  parent?: string;
  service: string;
  name: string;
  kind?: number;
  startMs?: number;
  durationMs?: number;
  attributes?: Record<string, unknown>;
}

/** Nanoseconds that a number cannot hold: renders of it are off if anyone tries. */
const traceStartNano = 1_732_186_800_000_000_001n;

/** Turns a sketch into a span record of the collector. */
export function sketchSpan(sketch: SpanSketch): SpanRecord {
  const { id, parent = '', service, name, kind = 1, startMs = 0, durationMs = 1, attributes = {} } = sketch;
  const start = traceStartNano + BigInt(Math.round(startMs * 1e6));
  return {
    traceId: 'c'.repeat(32),
    spanId: id,
    parentSpanId: parent,
    name,
    kind,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(Math.round(durationMs * 1e6))),
    durationMs,
    status: { code: 0, message: '' },
    attributes,
    events: [],
    links: [],
    service,
    resource: {},
    scope: { name: '', version: '' },
    traceState: '',
    flags: 0,
    droppedAttributesCount: 0,
  };
}

/** A joined trace: click, fetch, gateway, orders, and behind it three services, each with a statement of SQL. */
export function joinedSpans(): SpanRecord[] {
  const http = (id: string, parent: string, service: string, kind: number, path: string): SpanSketch => ({
    id,
    parent,
    service,
    kind,
    name: kind === 2 ? `POST ${path}` : 'POST',
    attributes: kind === 2 ? { 'url.path': path } : { 'url.full': `http://localhost:8080${path}` },
  });
  const sql = (service: string): SpanSketch => ({
    id: `${service}-sql`,
    parent: `${service}-server`,
    service,
    kind: 3,
    name: 'INSERT',
    attributes: { 'db.system.name': 'postgresql' },
  });
  const leaf = (service: string, path: string): SpanSketch[] => [
    http(`to-${service}`, 'orders-server', 'orders', 3, path),
    http(`${service}-server`, `to-${service}`, service, 2, path),
    sql(service),
  ];
  return [
    { id: 'click', service: 'shop-web', name: 'click Place order', durationMs: 600 },
    http('fetch', 'click', 'shop-web', 3, '/api/checkout'),
    http('gateway-server', 'fetch', 'gateway', 2, '/api/checkout'),
    http('to-orders', 'gateway-server', 'gateway', 3, '/orders'),
    http('orders-server', 'to-orders', 'orders', 2, '/orders'),
    sql('orders'),
    ...leaf('inventory', '/reservations'),
    ...leaf('payments', '/payments'),
    ...leaf('notifications', '/notifications'),
  ].map(sketchSpan);
}
