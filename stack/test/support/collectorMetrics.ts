// The Collector's account of itself, as Prometheus reads it.

/**
 * The sum of all series with this name, on the Collector with this metrics port. 0 when there is none. A counter is named without
 * `_total`, which the Collector within Jaeger still writes.
 */
export async function sumOfMetric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const series = text.matchAll(new RegExp(`^${name}(?:_total)?(?:\\{.*\\})? (\\S+)$`, 'gm'));
  return [...series].reduce((total, [, value]) => total + Number(value), 0);
}
