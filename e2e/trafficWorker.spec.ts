// What a dedicated worker does for a message is part of the trace that the message was sent in, where both sides joined;
// the messages of page and worker are what they were.
import { interactionsIn } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import { importMap } from './support/serveBuild.ts';
import type { Handler } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const script =
  (text: string): Handler =>
  (_request, response) =>
    void response.setHeader('content-type', 'text/javascript').end(text);

/** Asks for two things after one another, natively awaited, and tells the page what it was told itself. */
const worker = `importScripts('/dist/clew-worker.min.js');
  const stop = clewWorker.joinPage();
  let listened = [];
  addEventListener('message', ({ data }) => listened.push(data));
  onmessage = async ({ data, ports }) => {
    if (data === 'report') return postMessage({ listened });
    await null;
    const first = await fetch('/api/first?from=' + data.from);
    await first.text();
    const { status } = await fetch('/api/second?from=' + data.from, { method: 'POST' });
    postMessage({ answer: data, status, ports: ports.length });
  };
  setTimeout(() => fetch('/api/own'));`;

const page = (collector: Collector): string => `<!doctype html><title>Workers</title><head>${importMap}</head>
  <button id="a">A</button><button id="b">B</button><button id="bad">Bad</button>
  <script type="module">
    import { init, joinWorker } from 'clew';
    window.clew = init({ serviceName: 'shop', endpoint: '${collector.url}', capture: ['interactions', 'fetch'] });
    const worker = new Worker('/worker.js');
    joinWorker(worker);
    window.seen = [];
    worker.onmessage = ({ data }) => seen.push(data);
    window.ask = () => worker.postMessage('report');
    for (const id of ['a', 'b'])
      document.getElementById(id).onclick = () => worker.postMessage({ from: id }, [new MessageChannel().port1]);
    // What cannot be cloned is refused; the message after it is nobody's.
    bad.onclick = () => {
      try { worker.postMessage(() => {}); } catch (error) { seen.push(error.name); }
      queue.push({ from: 'nobody' });
    };
    const queue = [];
    setInterval(() => queue.length > 0 && worker.postMessage(queue.shift()), 5);
    window.ready = true;
  </script>`;

test('fetch in a joined worker belongs to the click that sent the message', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const shop = await serve({
    '/': page(collector),
    '/worker.js': script(worker),
    '/api/first': (_request, response) => void response.end('1'),
    '/api/second': (_request, response) => void response.writeHead(503).end('2'),
    '/api/own': (_request, response) => void response.end('3'),
  });
  await engine.open(`${shop.origin}/`);
  // As many requests as modules.
  await expect.poll(() => engine.evaluate('window.ready'), { timeout: 15_000 }).toBe(true);
  await engine.click('#a');
  await engine.click('#b');
  await engine.click('#bad');
  await expect.poll(() => engine.evaluate('seen.length'), { timeout: 10_000 }).toBe(4);
  await engine.evaluate('ask()');
  await expect.poll(() => engine.evaluate('seen.length')).toBe(5);

  // Requests reach the backend with the ids of the spans that the page sends for them.
  await expect
    .poll(
      async () => {
        await engine.evaluate('clew.flush()');
        const spans = await collector.spans();
        return [
          interactionsIn(spans).length >= 2,
          spans.filter(({ name }) => /^(GET|POST)$/.test(name)).length,
        ];
      },
      { timeout: 10_000 },
    )
    .toEqual([true, 4]);
  const spans = await collector.spans();
  for (const id of ['a', 'b']) {
    const click = interactionsIn(spans).find(({ name }) => name === `click ${id.toUpperCase()}`);
    for (const [method, path, code] of [
      ['GET', '/api/first', 0],
      ['POST', '/api/second', 2],
    ] as const) {
      const request = shop.requestsTo(path).find(({ query }) => query.get('from') === id);
      const [, traceId, spanId] = String(request?.headers.traceparent).split('-');
      expect(spans.find((span) => span.spanId === spanId)).toMatchObject({
        traceId: click?.traceId,
        parentSpanId: click?.spanId,
        name: method,
        kind: 3,
        status: { code },
        service: 'shop',
        attributes: { 'url.full': `${shop.origin}${path}?from=REDACTED`, 'session.id': expect.any(String) },
      });
      expect(traceId).toBe(click?.traceId);
    }
  }

  // What no click caused is left alone, and nobody saw a message of Clew's.
  expect(shop.requestsTo('/api/own')[0]?.headers.traceparent).toBeUndefined();
  const ofNobody = [...shop.requestsTo('/api/first'), ...shop.requestsTo('/api/second')].filter(
    ({ query }) => query.get('from') === 'nobody',
  );
  expect(ofNobody.map(({ headers }) => headers.traceparent)).toEqual([undefined, undefined]);
  const seen = await engine.evaluate<Record<string, unknown>[]>('seen');
  expect(seen).toContainEqual({ answer: { from: 'a' }, status: 503, ports: 1 });
  expect(seen).toContainEqual('DataCloneError');
  expect(seen.at(-1)).toEqual({ listened: [{ from: 'a' }, { from: 'b' }, { from: 'nobody' }, 'report'] });
});
