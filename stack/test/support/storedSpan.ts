// A span as the tests compare it, whatever backend it was read back from, and what can be said of a trace of them.

/** One span of a stored trace. Ids are lower-case hex, times Unix milliseconds. */
export interface StoredSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly service: string;
  readonly name: string;
  /** internal, server, client, producer or consumer. */
  readonly kind: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The chain from the root to this span, root first. A parent that is not in the trace ends it with `missing`. */
export function pathTo(span: StoredSpan, trace: readonly StoredSpan[]): string[] {
  const path: string[] = [];
  let current: StoredSpan | undefined = span;
  while (current) {
    const { parentId, service, kind }: StoredSpan = current;
    path.unshift(`${service} ${kind}`);
    if (parentId === undefined) break;
    current = trace.find(({ id }) => id === parentId);
    if (!current) path.unshift('missing');
  }
  return path;
}

/**
 * The spans that do not lie within their parent, described. A consumer may start long after its producer ended; a server may
 * end after its answer has been read, by as long as a busy machine keeps it waiting: `lateMs`. Clocks are one machine's.
 */
export function nestingFaults(trace: readonly StoredSpan[], lateMs: number): string[] {
  const clockStepMs = 2;
  return trace.flatMap((span) => {
    const parent = trace.find(({ id }) => id === span.parentId);
    if (!parent) return [];
    const early = parent.startMs - span.startMs;
    const late = span.kind === 'consumer' ? 0 : span.endMs - parent.endMs;
    const of = `${span.service} ${span.name} of ${parent.service} ${parent.name}`;
    return [
      ...(early > clockStepMs ? [`${of} begins ${early} ms early`] : []),
      ...(late > lateMs ? [`${of} ends ${late} ms late`] : []),
      ...(span.endMs < span.startMs ? [`${of} ends before it begins`] : []),
    ];
  });
}
