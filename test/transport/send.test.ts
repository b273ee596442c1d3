import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Body } from '../../src/trace/delivery.js';
import { createSender, type SenderDeps } from '../../src/transport/send.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let answer: Answer;
let requests: { method?: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
/** Told when a client went away before it had the whole answer. */
const closed = vi.fn();

const server = createServer(async (request, response) => {
  // Node may close an idle connection just when the next request goes out on it.
  response.setHeader('connection', 'close');
  response.once('close', () => response.writableFinished || closed());
  let body = '';
  for await (const chunk of request) body += chunk;
  requests.push({ method: request.method, headers: request.headers, body });
  answer(response, request);
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  requests = [];
  closed.mockClear();
});

/** A sender in which ten seconds pass in one. */
const create = (deps: Partial<SenderDeps> = {}) =>
  createSender({
    url,
    headers: { 'x-api-key': 'public' },
    fetch: globalThis.fetch,
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs / 10) as unknown as number,
    clearTimer: (id) => clearTimeout(id),
    random: () => 1,
    learn: () => false,
    isOnline: () => true,
    isForbidden: () => false,
    ...deps,
  });

const reply =
  (status: number, body = '', headers = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);
const plain = (text: string): Body => ({ bytes: new TextEncoder().encode(text), isGzip: false });
const send = (deps?: Partial<SenderDeps>) =>
  create(deps)('traces', plain('{"resourceSpans":[]}'), { keepalive: false });

describe('a request', () => {
  it('says when its body is gzip', async () => {
    answer = reply(200);
    await create()('logs', { ...plain('{}'), isGzip: true }, { keepalive: false });
    expect(requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('is a POST of JSON with the given headers', async () => {
    answer = reply(200, '{}', { 'content-type': 'application/json' });
    await send();
    expect(requests).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'public' },
        body: '{"resourceSpans":[]}',
      },
    ]);
  });

  it('carries no credentials, no full referrer, is not cached and follows no redirect', async () => {
    answer = reply(200);
    const spy = vi.fn(globalThis.fetch);
    await create({ fetch: spy })('traces', plain('{}'), { keepalive: true });
    expect(spy.mock.calls[0]?.[1]).toMatchObject({
      keepalive: true,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'strict-origin',
    });
  });

  it('is under way when the call returns', () => {
    const spy = vi.fn(() => new Promise<Response>(() => {}));
    void create({ fetch: spy })('traces', plain('{}'), { keepalive: true });
    expect(spy).toHaveBeenCalledOnce();
  });

  it('calls fetch without a receiver, which the browser would refuse', async () => {
    let receiver: unknown = 'none';
    await create({
      fetch: async function (this: unknown) {
        receiver = this;
        return new Response();
      },
    })('traces', plain('{}'), { keepalive: true });
    expect(receiver).toBeUndefined();
  });
});

describe('the verdict', () => {
  it.each([200, 202, 204])('is sent for status %d', async (status) => {
    answer = reply(status);
    expect(await send()).toEqual({ verdict: 'sent', rejected: 0 });
  });

  it.each([429, 502, 503, 504])('is retryable for status %d', async (status) => {
    answer = reply(status);
    expect(await send()).toMatchObject({ verdict: 'retryable', delayMs: 1_000 });
  });

  it.each([401, 403, 404, 415, 500, 501])('is refused for status %d', async (status) => {
    answer = reply(status, '{"code":3,"message":"no"}');
    expect(await send()).toEqual({ verdict: 'refused' });
  });

  it('is refused, and said once, where a server answers every path with its own page', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    answer = reply(200, '<!doctype html>', { 'content-type': 'text/html; charset=utf-8' });
    expect(await send()).toEqual({ verdict: 'refused' });
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('answered with a web page'));
    warn.mockRestore();
  });

  it('waits as long as Retry-After asks', async () => {
    answer = reply(503, '', { 'retry-after': '30' });
    expect(await send()).toEqual({ verdict: 'retryable', delayMs: 30_000, hasAnswer: true });
  });

  it('is retryable without a connection', async () => {
    expect(await send({ url: 'http://127.0.0.1:1/v1/' })).toMatchObject({ verdict: 'retryable' });
  });

  it('is retryable when the connection breaks before the answer', async () => {
    answer = (response) => response.destroy();
    expect(await send()).toMatchObject({ verdict: 'retryable' });
  });

  it('is refused where a redirect would have to be followed', async () => {
    answer = reply(302, '', { location: '/elsewhere' });
    expect(await send()).toMatchObject({ verdict: 'refused' });
    expect(requests).toHaveLength(1);
  });

  it('is divisible for what is too large or wrong, eight times in a row', async () => {
    const sender = create();
    for (const [status, times] of [
      [413, 4],
      [400, 4],
    ] as const) {
      answer = reply(status);
      for (let i = 0; i < times; i++)
        expect(await sender('traces', plain('{}'), { keepalive: false })).toEqual({ verdict: 'divisible' });
    }
    expect(await sender('traces', plain('{}'), { keepalive: false })).toEqual({ verdict: 'refused' });
  });

  it('waits for the network to come back, ten minutes at most, where there is none', async () => {
    const result = await send({ url: 'http://127.0.0.1:1/v1/', isOnline: () => false });
    expect(result).toEqual({ verdict: 'retryable', delayMs: 600_000, hasAnswer: false });
  });

  it('is refused without a request where the page forbids it', async () => {
    expect(await send({ isForbidden: () => true })).toEqual({ verdict: 'refused', isUnasked: true });
    expect(requests).toEqual([]);
  });

  it('is retryable when fetch itself throws', async () => {
    const fetch = () => {
      throw new TypeError('blocked');
    };
    expect(await send({ fetch })).toMatchObject({ verdict: 'retryable' });
  });

  it('of a keepalive request that failed waits for a later task: a page that is left hears of failures that are none', async () => {
    const learn = vi.fn(() => true);
    const fetch = async () => Promise.reject(new TypeError('Failed to fetch'));
    // No timer of a page that was left is ever due.
    const gone = create({ fetch, learn, setTimer: () => 0 });
    const judged = vi.fn();
    void gone('traces', plain('{}'), { keepalive: true }).then(judged);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([judged.mock.calls, learn.mock.calls]).toEqual([[], []]);
    expect(await create({ fetch })('traces', plain('{}'), { keepalive: true })).toMatchObject({
      verdict: 'retryable',
    });
  });

  it('backs off longer with each failure in a row', async () => {
    answer = reply(503);
    const sender = create();
    const delays = [];
    for (let i = 0; i < 3; i++) delays.push(await sender('traces', plain('{}'), { keepalive: false }));
    answer = reply(200);
    await sender('traces', plain('{}'), { keepalive: false });
    answer = reply(503);
    delays.push(await sender('traces', plain('{}'), { keepalive: false }));
    expect(delays.map((result) => result.verdict === 'retryable' && result.delayMs)).toEqual([
      1_000, 2_000, 4_000, 1_000,
    ]);
  });

  it('falls silent for good after three refusals in a row', async () => {
    answer = reply(404);
    const sender = create();
    const results = [];
    for (let i = 0; i < 4; i++) results.push(await sender('traces', plain('{}'), { keepalive: false }));
    const refused = { verdict: 'refused' };
    expect(results).toEqual([refused, refused, refused, { ...refused, isUnasked: true }]);
    expect(requests).toHaveLength(3);
  });

  it('goes on with spans where only events are refused', async () => {
    answer = (response, request) => void response.writeHead(request.url?.endsWith('logs') ? 404 : 200).end();
    const sender = create();
    for (let i = 0; i < 5; i++) await sender('logs', plain('{}'), { keepalive: false });
    expect(requests).toHaveLength(3);
    expect(await sender('traces', plain('{}'), { keepalive: false })).toEqual({
      verdict: 'sent',
      rejected: 0,
    });
  });

  it('asks for another encoding at once where the first is refused, by the server or by CORS', async () => {
    const learn = vi.fn((_body: Body, isAccepted?: boolean) => !isAccepted);
    const again = { verdict: 'retryable', delayMs: 0 };
    const sendGzip = (deps?: Partial<SenderDeps>) =>
      create({ learn, ...deps })('traces', { ...plain('{}'), isGzip: true }, { keepalive: false });
    expect(await sendGzip({ url: 'http://127.0.0.1:1/v1/' })).toMatchObject(again);
    answer = reply(415);
    expect(await sendGzip()).toMatchObject(again);
    answer = reply(200);
    await sendGzip();
    expect(learn.mock.calls.map(([, isAccepted]) => isAccepted)).toEqual([undefined, false, true]);
  });

  it('tells also that plain JSON had no answer, and tries nothing else then', async () => {
    const learn = vi.fn(() => true);
    for (const isOnline of [() => true, () => false]) {
      const result = await send({ learn, isOnline, url: 'http://127.0.0.1:1/v1/' });
      expect(result).toMatchObject({ verdict: 'retryable', delayMs: expect.toSatisfy((ms) => ms > 0) });
    }
    expect(learn).toHaveBeenCalledTimes(2);
  });

  it('forgives refusals once something was accepted', async () => {
    const sender = create();
    for (const status of [404, 404, 200, 404, 404, 200]) {
      answer = reply(status);
      await sender('traces', plain('{}'), { keepalive: false });
    }
    expect(requests).toHaveLength(6);
  });
});

describe('the answer', () => {
  it.each([
    ['{"partialSuccess":{"rejectedSpans":"7","errorMessage":"too old"}}', 7],
    ['{"partialSuccess":{"rejectedSpans":3}}', 3],
    ['{"partialSuccess":{"errorMessage":"only a warning"}}', 0],
    ['{"partialSuccess":{"rejectedSpans":"-5"}}', 0],
    ['{"partialSuccess":{"rejectedSpans":"many"}}', 0],
    ['{"partialSuccess":null}', 0],
    ['{}', 0],
    ['null', 0],
    ['', 0],
    ['<html>it works</html>', 0],
  ])('%s counts %d rejected spans', async (body, rejected) => {
    answer = reply(200, body);
    expect(await send()).toEqual({ verdict: 'sent', rejected });
  });

  it('is put together from any number of chunks', async () => {
    answer = async (response) => {
      for (const byte of Buffer.from('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"é"}}')) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    };
    expect(await send()).toEqual({ verdict: 'sent', rejected: 1 });
  });

  it('is read no further than 4 MiB', async () => {
    let written = 0;
    answer = (response) => {
      const chunk = Buffer.alloc(1 << 16, ' ');
      const more = () => {
        while (!response.destroyed && written < 100 << 20) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    const setTimer = (callback: () => void) => setTimeout(callback, 5_000) as unknown as number;
    expect(await send({ setTimer })).toEqual({ verdict: 'sent', rejected: 0 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(written).toBeLessThan(50 << 20);
  });

  it('that never ends counts as what its status said, after ten seconds', async () => {
    answer = (response) => response.writeHead(200).write('{"partial');
    expect(await send()).toEqual({ verdict: 'sent', rejected: 0 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('that never comes is given up after ten seconds, and its connection closed', async () => {
    answer = () => {};
    expect(await send()).toMatchObject({ verdict: 'retryable', delayMs: 1_000 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('of a fetch that ignores its signal is given up all the same', async () => {
    const fetch = () => new Promise<Response>(() => {});
    expect(await send({ fetch })).toMatchObject({ verdict: 'retryable', delayMs: 1_000 });
  });

  it('that breaks off keeps the verdict of its status', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 10);
    };
    expect(await send()).toEqual({ verdict: 'sent', rejected: 0 });
  });
});
