// Traffic that is neither fetch nor XMLHttpRequest: beacons, EventSources and WebSockets, as the collector received it.
import { arrived, arrivedEvents, interactionsIn } from './support/arrived.ts';
import type { Collector, ReceivedLog, ReceivedSpan } from './support/collector.ts';
import type { Handler } from './support/servePages.ts';
import { type SocketServer, serveSockets } from './support/serveSockets.ts';
import { test as base, everyEngine, expect } from './support/test.ts';

const test = base.extend<{ sockets: SocketServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures needed from this pattern.
  sockets: async ({}, use) => {
    const server = await serveSockets();
    await use(server);
    await server.stop();
  },
});

/** A page whose button does what `onClick` says, with all of Clew's sources or those named. */
const page = (
  collector: Collector,
  onClick: string,
  capture?: string,
): string => `<!doctype html><title>Traffic</title>
  <head><script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}"
    ${capture ? `data-capture="${capture}"` : ''}></script></head>
  <body><button id="go">Go</button><script>
    document.getElementById('go').addEventListener('click', () => { ${onClick} });
  </script>`;

const stream: Handler = ({ query }, response) => {
  response.writeHead(query.has('refused') ? 204 : 200, { 'content-type': 'text/event-stream' });
  if (query.has('refused')) response.end();
  // Ends at once: the browser connects again after 20 ms.
  else response.end('retry: 20\ndata: hello\n\n');
};

test('a beacon is a span of the click, with what became of it', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
}) => {
  const click = `window.results = [
      navigator.sendBeacon('/collect?user=7', 'héllo'),
      navigator.sendBeacon(new URL('/collect', location.href), new Blob(['abc'])),
      navigator.sendBeacon('/collect', new Uint8Array(100_000)),
      navigator.sendBeacon('/collect'),
    ];
    try { navigator.sendBeacon('file:///etc/passwd'); } catch (error) { results.push(error.name); }
    try { navigator.sendBeacon(); } catch (error) { results.push(error.name); }`;
  const shop = await serve({
    '/': page(collector, click),
    'POST /collect': (_request, response) => void response.writeHead(204).end(),
  });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const results = await engine.evaluate<unknown[]>('results');
  expect(results).toEqual([true, true, expect.any(Boolean), true, 'TypeError', 'TypeError']);
  // Firefox takes what is too large for the others.
  const [large, error] = results[2] ? [0, undefined] : [2, 'refused'];
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  const [click1] = interactionsIn(spans);
  const beacons = spans.filter(({ attributes }) => attributes['clew.request.type'] === 'beacon');
  expect(
    beacons.map(({ name, kind, status, attributes }) => [
      name,
      kind,
      status.code,
      attributes['url.full'],
      attributes['http.request.body.size'],
      attributes['error.type'],
    ]),
  ).toEqual([
    ['POST', 3, 0, `${shop.origin}/collect?user=REDACTED`, 6, undefined],
    ['POST', 3, 0, `${shop.origin}/collect`, 3, undefined],
    ['POST', 3, large, `${shop.origin}/collect`, 100_000, error],
    ['POST', 3, 0, `${shop.origin}/collect`, undefined, undefined],
  ]);
  expect(new Set(beacons.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([click1?.spanId]));
  await expect.poll(() => shop.requestsTo('/collect').map(({ body }) => body.toString())).toContain('héllo');
});

test('each connection of an EventSource is a span: the first, the ones after a loss, and the one refused', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const click = `window.seen = [];
    const source = new EventSource('/stream?token=1');
    let messages = 0;
    source.onmessage = ({ data }) => { seen.push(data); if (++messages === 2) source.close(); };
    const refused = new EventSource('/stream?refused');
    refused.onerror = () => seen.push(refused.readyState);`;
  const shop = await serve({ '/': page(collector, click), '/stream': stream });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  await expect.poll(() => engine.evaluate('seen.length')).toBe(3);
  const isConnection = ({ attributes }: ReceivedSpan) => attributes['clew.request.type'] === 'event_source';
  const spans = await arrived(
    engine,
    collector,
    (all) => interactionsIn(all).length > 0 && all.filter(isConnection).length >= 3,
  );
  const [click1] = interactionsIn(spans);
  expect(await engine.evaluate('seen.sort()')).toEqual([2, 'hello', 'hello']);
  const connections = spans
    .filter(isConnection)
    .map(({ name, kind, traceId, links, attributes }) => ({
      name,
      kind,
      // The connection after the loss may come when the click is over.
      click: [traceId, links[0]?.traceId].includes(click1?.traceId),
      url: attributes['url.full'],
      error: attributes['error.type'],
      again: attributes['clew.reconnect'],
    }));
  const common = { name: 'GET', kind: 3, click: true, error: undefined, again: undefined };
  const url = `${shop.origin}/stream`;
  expect(connections).toContainEqual({ ...common, url: `${url}?token=REDACTED` });
  expect(connections).toContainEqual({ ...common, url: `${url}?token=REDACTED`, again: true });
  expect(connections).toContainEqual({ ...common, url: `${url}?REDACTED`, error: 'NetworkError' });
  expect(connections).toHaveLength(3);
});

test('a WebSocket is a span until it is open, and an event with its traffic when it closes', {
  tag: everyEngine,
}, async ({ engine, serve, collector, sockets }) => {
  const click = `const socket = new WebSocket('${sockets.url}/cart?token=1');
    socket.onopen = () => { socket.send('grüße'); socket.send(new Uint8Array(7)); socket.send('bye'); };
    socket.onclose = ({ code, reason }) => { window.goodbye = [code, reason]; };`;
  const shop = await serve({ '/': page(collector, click) });
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const isReport = ({ eventName }: ReceivedLog) => eventName === 'clew.web_socket';
  const event = (await arrivedEvents(engine, collector, (events) => events.some(isReport))).find(isReport);
  expect(await engine.evaluate('goodbye')).toEqual([4001, 'as asked']);
  const spans = await arrived(engine, collector, (all) => interactionsIn(all).length > 0);
  const connect = spans.find(({ name }) => name === 'WebSocket connect');
  expect(connect).toMatchObject({
    kind: 3,
    parentSpanId: interactionsIn(spans)[0]?.spanId,
    attributes: {
      'url.full': `${sockets.url}/cart?token=REDACTED`,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(sockets.url).port),
      'network.protocol.name': 'websocket',
    },
  });
  expect(event).toMatchObject({
    traceId: connect?.traceId,
    spanId: connect?.spanId,
    attributes: {
      'clew.web_socket.state': 'closed',
      'clew.web_socket.close_code': 4001,
      'clew.web_socket.close_clean': true,
      'clew.web_socket.messages.sent': 3,
      'clew.web_socket.messages.received': 3,
      'clew.web_socket.size.sent': 5 + 7 + 3,
      'clew.web_socket.size.received': 5 + 5 + 7,
    },
  });
});

test('a WebSocket that finds nobody fails with its close code', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
  sockets,
}) => {
  const shop = await serve({
    '/': page(collector, `new WebSocket('${sockets.url.replace('127.0.0.1', 'localhost')}');`),
  });
  await sockets.stop();
  await engine.open(`${shop.origin}/`);
  await engine.click('#go');
  const spans = await arrived(engine, collector, (all) =>
    all.some(({ name }) => name === 'WebSocket connect'),
  );
  expect(spans.find(({ name }) => name === 'WebSocket connect')).toMatchObject({
    status: { code: 2 },
    attributes: { 'error.type': '1006' },
  });
});

test('a socket that is open when the page hides is reported so far', async ({
  page: tab,
  serve,
  collector,
  sockets,
}) => {
  const click = `const socket = new WebSocket('${sockets.url}'); socket.onmessage = () => { window.greeted = true; };`;
  const shop = await serve({ '/': page(collector, click), '/next': '<!doctype html>Next' });
  await tab.goto(`${shop.origin}/`);
  await tab.click('#go');
  await expect.poll(() => tab.evaluate('window.greeted')).toBe(true);
  await tab.goto(`${shop.origin}/next`);
  const reports = async () =>
    (await collector.logs())
      .filter(({ eventName }) => eventName === 'clew.web_socket')
      .map(({ attributes }) => [
        attributes['clew.web_socket.state'],
        attributes['clew.web_socket.messages.received'],
      ]);
  await expect.poll(reports).toEqual([['open', 1]]);
});

test('the patched classes are what they were to the page', { tag: everyEngine }, async ({
  engine,
  serve,
  collector,
  sockets,
}) => {
  const look = `(() => {
    const describe = (Class, url) => {
      class Sub extends Class { get mine() { return true; } }
      const instance = new Sub(url);
      const looks = [
        Class.name, Class.length, String(Class), Object.keys(Class), Class.prototype.constructor === Class,
        instance instanceof Class, instance.mine, Object.getPrototypeOf(Sub) === Class, Class.CLOSED, typeof Class,
        (() => { try { Class(url); } catch (error) { return error.name; } })(),
        (() => { try { new Class(); } catch (error) { return error.name; } })(),
        JSON.stringify(Object.getOwnPropertyDescriptor(window, Class.name)),
      ];
      instance.close();
      return looks;
    };
    return [...describe(WebSocket, '${sockets.url}'), ...describe(EventSource, '/stream'),
      String(navigator.sendBeacon), navigator.sendBeacon.length, 'sendBeacon' in navigator,
      String(WebSocket.prototype.send)];
  })()`;
  const shop = await serve({ '/bare': '<!doctype html>', '/clew': page(collector, ''), '/stream': stream });
  await engine.open(`${shop.origin}/bare`);
  const bare = await engine.evaluate<unknown[]>(look);
  await engine.open(`${shop.origin}/clew`);
  expect(await engine.evaluate(look)).toEqual(bare);
  expect(bare).toContain('WebSocket');
});
