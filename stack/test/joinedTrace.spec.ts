// One click, four languages, a queue: read back from each backend, it is one trace.
import { backends } from './support/backends.ts';
import { nestingFaults, pathTo, type StoredSpan } from './support/storedSpan.ts';
import { expect, test } from './support/test.ts';

const services = ['orders', 'pricing', 'shipping', 'stock', 'storefront', 'storefront-web'];

/** The page's part, and the first hop: every path begins with it. */
const begin = ['storefront-web internal', 'storefront-web client', 'storefront server', 'storefront client'];

const ordersTo = (...rest: string[]) => [...begin, 'orders server', ...rest].join(' > ');

/** Waits until spans of all `wanted` services are there, and the click, which is sent last. */
async function settled(read: () => Promise<StoredSpan[]>, wanted: readonly string[]): Promise<StoredSpan[]> {
  let trace: StoredSpan[] = [];
  const arrivedServices = async () => {
    trace = await read();
    const roots = trace.filter(({ parentId }) => parentId === undefined).length;
    return `${[...new Set(trace.map(({ service }) => service))].sort().join(' ')}; roots: ${roots}`;
  };
  await expect.poll(arrivedServices, { timeout: 60_000 }).toBe(`${wanted.join(' ')}; roots: 1`);
  return trace;
}

/**
 * Where spans of this service and kind hang. Left out are spans that a framework adds between, as FastAPI does for its messages,
 * and the second of two alike: pika's instrumentation 0.66 wraps `basic_publish` twice.
 */
function pathsOf(trace: readonly StoredSpan[], service: string, kind: string): string[] {
  const ends = trace.filter((span) => span.service === service && span.kind === kind);
  return ends.map((span) =>
    pathTo(span, trace)
      .filter((step, index, path) => index === 0 || !(step.endsWith(' internal') || step === path[index - 1]))
      .join(' > '),
  );
}

for (const [name, readTrace] of Object.entries(backends)) {
  test(`${name} has the click as the root of every service's spans`, async ({ stack, order }) => {
    const { traceId, answer } = await order('Buy thread');
    expect(answer).toBe('Bought for 10.05');
    const trace = await settled(() => readTrace(stack.ports, traceId), services);

    const root = trace.find(({ parentId }) => parentId === undefined);
    expect(root?.service).toBe('storefront-web');
    expect(root?.name.toLowerCase()).toBe('click buy thread');
    expect(pathsOf(trace, 'stock', 'server')).toEqual([
      ordersTo('orders client', 'pricing server', 'pricing client', 'stock server'),
    ]);
    expect(pathsOf(trace, 'pricing', 'server')).toEqual([
      ordersTo('orders client', 'pricing server'), // over httpx
      ordersTo('orders client', 'pricing server'), // over requests
    ]);
    expect(pathsOf(trace, 'shipping', 'server')).toEqual([ordersTo('orders client', 'shipping server')]);
    expect(pathsOf(trace, 'shipping', 'consumer')).toEqual([
      ordersTo('orders producer', 'shipping consumer'),
    ]);
  });

  test(`${name} has the times of that trace nest, and no error in it`, async ({ stack, order }) => {
    const { traceId } = await order('Buy thread');
    const trace = await settled(() => readTrace(stack.ports, traceId), services);
    expect(nestingFaults(trace, 250)).toEqual([]);
    expect(trace.filter(({ isError }) => isError)).toEqual([]);
  });

  test(`${name} shows a failure from the service it began in up to the page`, async ({ stack, order }) => {
    const { traceId, answer } = await order('Buy the minotaur');
    expect(answer).toContain('Failed');
    const trace = await settled(() => readTrace(stack.ports, traceId), services);
    const failed = trace.filter(({ isError, kind }) => isError && /client|server/.test(kind));
    expect([...new Set(failed.map(({ service, kind }) => `${service} ${kind}`))].sort()).toEqual([
      'orders client',
      'orders server',
      'pricing client',
      'pricing server',
      'stock server',
      'storefront client',
      'storefront server',
      'storefront-web client',
    ]);
  });
}
