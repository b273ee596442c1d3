// The three trace backends, each asked through its own API.
import type { PortName, Ports } from '../../ports.mjs';
import { type OtlpTrace, readOtlp } from './readOtlp.ts';
import type { StoredSpan } from './storedSpan.ts';

/** Reads one trace back; empty while the backend does not have it. */
type ReadTrace<Name extends PortName> = (ports: Pick<Ports, Name>, traceId: string) => Promise<StoredSpan[]>;

async function answer<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** @see https://www.jaegertracing.io/docs/latest/architecture/apis/ "HTTP JSON", api/v3 */
const readJaeger: ReadTrace<'jaeger'> = async ({ jaeger }, traceId) => {
  const found = await answer<{ result: OtlpTrace }>(`http://127.0.0.1:${jaeger}/api/v3/traces/${traceId}`);
  return found ? readOtlp(found.result) : [];
};

/** @see https://grafana.com/docs/tempo/latest/api_docs/ "Query": the resource spans are called batches. */
const readTempo: ReadTrace<'tempo'> = async ({ tempo }, traceId) => {
  type Batches = { batches: OtlpTrace['resourceSpans'] };
  const found = await answer<Batches>(`http://127.0.0.1:${tempo}/api/traces/${traceId}`);
  return found ? readOtlp({ resourceSpans: found.batches }) : [];
};

/** @see https://zipkin.io/zipkin-api/ GET /trace/{traceId}; times are microseconds, an error is a tag. */
const readZipkin: ReadTrace<'zipkin'> = async ({ zipkin }, traceId) => {
  interface ZipkinSpan {
    traceId: string;
    id: string;
    parentId?: string;
    kind?: string;
    name?: string;
    timestamp: number;
    duration?: number;
    localEndpoint: { serviceName: string };
    tags?: Record<string, string>;
  }
  const found = (await answer<ZipkinSpan[]>(`http://127.0.0.1:${zipkin}/api/v2/trace/${traceId}`)) ?? [];
  return found.map(({ timestamp, duration = 0, tags = {}, ...span }) => ({
    traceId: span.traceId,
    id: span.id,
    ...(span.parentId && { parentId: span.parentId }),
    service: span.localEndpoint.serviceName,
    name: span.name ?? '',
    kind: span.kind?.toLowerCase() ?? 'internal',
    startMs: timestamp / 1000,
    endMs: (timestamp + duration) / 1000,
    isError: 'error' in tags,
    attributes: tags,
  }));
};

/** By the names that the tests are titled with. */
export const backends = {
  Jaeger: readJaeger,
  Tempo: readTempo,
  Zipkin: readZipkin,
};
