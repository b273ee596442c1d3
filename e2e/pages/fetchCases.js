// Every form in which pages call fetch. Each case returns what the page can see, as JSON; the same page runs with and
// without Clew, and both must see the same. `other` is the origin of another server, which allows our page by CORS.
const seen = async (response) => ({
  status: response.status,
  type: response.type,
  url: response.url.replace(location.origin, ''),
  redirected: response.redirected,
  isResponse: Object.getPrototypeOf(response) === Response.prototype,
  body: await response.text(),
});
const failure = (error) => ({ error: error?.name ?? String(error) });
const attempt = (promise) => promise.then(seen, failure);
const json = { 'content-type': 'application/json' };

window.fetchCases = {
  string: () => attempt(fetch('/api/echo?string')),
  'absolute URL': () => attempt(fetch(`${location.origin}/api/echo?absolute`)),
  'URL object': () => attempt(fetch(new URL('/api/echo?url', location.href))),
  'relative to the base': () => attempt(fetch('echo?relative')),
  Location: () => attempt(fetch(location)).then(({ status, url }) => ({ status, url })),
  'object with toString': () => {
    let calls = 0;
    const input = { toString: () => `/api/echo?calls=${++calls}` };
    return attempt(fetch(input)).then((result) => ({ ...result, calls }));
  },
  'no argument': () => attempt(fetch()),
  'a symbol': () => attempt(fetch(Symbol('x'))),
  'invalid URL': () => attempt(fetch('http://')),
  'detached from window': () => {
    const detached = window.fetch;
    return attempt(detached('/api/echo?detached'));
  },
  Request: () => attempt(fetch(new Request('/api/echo?request', { headers: { 'x-page': 'a' } }))),
  'Request with body': () =>
    attempt(fetch(new Request('/api/echo', { method: 'POST', body: 'text', headers: json }))),
  'Request and init': () =>
    attempt(
      fetch(new Request('/api/echo', { method: 'POST', body: 'one' }), {
        body: 'two',
        headers: { 'x-page': 'b' },
      }),
    ),
  'Request and init without headers': () =>
    attempt(fetch(new Request('/api/echo', { headers: { 'x-page': 'c' } }), { cache: 'no-store' })),
  'Request and null init': () => attempt(fetch(new Request('/api/echo?null'), null)),
  'Request keeps its referrer': () =>
    attempt(fetch(new Request('/api/echo', { referrer: '/somewhere', referrerPolicy: 'unsafe-url' }))),
  'Request subclass': () =>
    attempt(fetch(new (class Mine extends Request {})('/api/echo', { headers: { 'x-page': 'd' } }))),
  'used Request': async () => {
    const request = new Request('/api/echo', { method: 'POST', body: 'once' });
    await fetch(request);
    return { ...(await attempt(fetch(request))), used: request.bodyUsed };
  },
  'Request stays as it was': async () => {
    const request = new Request('/api/echo', { method: 'PUT', body: 'x', headers: { 'x-page': 'e' } });
    const result = await attempt(fetch(request));
    return { ...result, used: request.bodyUsed, headers: [...request.headers], method: request.method };
  },
  'ignored URL, Request and init': () =>
    attempt(fetch(new Request('/ignored', { method: 'POST', body: 'one' }), { headers: { 'x-page': 'f' } })),
  'headers object': async () => {
    const init = { method: 'POST', headers: { 'X-Page': 'g' }, body: 'b' };
    const result = await attempt(fetch('/api/echo', init));
    return { ...result, init };
  },
  'frozen init and headers': () =>
    attempt(fetch('/api/echo', Object.freeze({ headers: Object.freeze({ 'x-page': 'h' }) }))),
  'Headers instance': async () => {
    const headers = new Headers({ 'x-page': 'i', authorization: 'Bearer x' });
    const result = await attempt(fetch('/api/echo', { headers }));
    return { ...result, headers: [...headers] };
  },
  'headers as pairs': () =>
    attempt(
      fetch('/api/echo', {
        headers: [
          ['x-page', 'j'],
          ['x-page', 'k'],
        ],
      }),
    ),
  'headers from an iterator': () =>
    attempt(fetch('/api/echo', { headers: new Map([['x-page', 'l']]).entries() })),
  'invalid headers': () => attempt(fetch('/api/echo', { headers: { 'bad name': 'x' } })),
  'init with getters, read once': async () => {
    const reads = [];
    const init = new (class {
      #method = 'PUT';
      get method() {
        reads.push('method');
        return this.#method;
      }
      get headers() {
        reads.push('headers');
        return { 'x-page': 'm' };
      }
    })();
    return {
      ...(await attempt(fetch('/api/echo', init))),
      headersReads: reads.filter((read) => read === 'headers').length,
    };
  },
  'a Request as init': () =>
    attempt(fetch('/api/echo', new Request('/x', { method: 'DELETE', headers: { 'x-page': 'n' } }))),
  'lower-case method': () => attempt(fetch('/api/echo', { method: 'post', body: 'x' })),
  'unknown method': () => attempt(fetch('/api/echo', { method: 'PURGE' })),
  'forbidden method': () => attempt(fetch('/api/echo', { method: 'CONNECT' })),
  'GET with body': () => attempt(fetch('/api/echo', { body: 'x' })),
  HEAD: () => attempt(fetch('/api/echo', { method: 'HEAD' })),
  'no content': () => attempt(fetch('/api/empty')),
  'not found': () => attempt(fetch('/nowhere')),
  'JSON body': () =>
    attempt(fetch('/api/echo', { method: 'POST', headers: json, body: JSON.stringify({ a: 1 }) })),
  FormData: async () => {
    const form = new FormData();
    form.append('field', 'value');
    const result = await attempt(fetch('/api/length', { method: 'POST', body: form }));
    return { status: result.status };
  },
  URLSearchParams: () =>
    attempt(fetch('/api/echo', { method: 'POST', body: new URLSearchParams({ a: '1' }) })),
  Blob: () =>
    attempt(fetch('/api/echo', { method: 'POST', body: new Blob(['blob'], { type: 'text/x-blob' }) })),
  ArrayBuffer: () => attempt(fetch('/api/echo', { method: 'POST', body: new TextEncoder().encode('bytes') })),
  'stream upload': () => {
    const body = new Blob(['streamed']).stream();
    // HTTP/1.1 refuses it; what matters is that it does so alike.
    return attempt(fetch('/api/echo', { method: 'POST', body, duplex: 'half' }));
  },
  keepalive: () => attempt(fetch('/api/echo', { method: 'POST', body: 'kept', keepalive: true })),
  'no-cors': () => attempt(fetch(`${other}/plain`, { mode: 'no-cors' })),
  'same-origin mode across origins': () => attempt(fetch(`${other}/api/echo`, { mode: 'same-origin' })),
  'cross-origin': () => attempt(fetch(`${other}/api/echo`)).then(({ url, ...rest }) => rest),
  'data URL': () => attempt(fetch('data:text/plain,hello')),
  'blob URL': () => {
    const url = URL.createObjectURL(new Blob(['hello']));
    return attempt(fetch(url)).then(({ url: _, ...rest }) => rest);
  },
  redirect: () => attempt(fetch('/api/redirect')),
  'redirect: error': () => attempt(fetch('/api/redirect', { redirect: 'error' })),
  'redirect: manual': () => attempt(fetch('/api/redirect', { redirect: 'manual' })),
  abort: () => {
    const controller = new AbortController();
    const result = attempt(fetch('/api/slow', { signal: controller.signal }));
    setTimeout(() => controller.abort(), 20);
    return result;
  },
  'abort with a reason of its own': () => {
    const controller = new AbortController();
    const result = attempt(fetch('/api/slow', { signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 20);
    return result;
  },
  'abort by the Request': () => {
    const controller = new AbortController();
    const result = attempt(fetch(new Request('/api/slow', { signal: controller.signal })));
    setTimeout(() => controller.abort(), 20);
    return result;
  },
  timeout: () => attempt(fetch('/api/slow', { signal: AbortSignal.timeout(20) })),
  'network failure': () => attempt(fetch('/api/reset')),
  'cancelled body': async () => {
    const response = await fetch('/api/endless');
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return { first: value.length > 0 };
  },
  'the page’s own traceparent': () =>
    attempt(
      fetch('/api/echo', {
        headers: { TraceParent: '00-11111111111111111111111111111111-2222222222222222-01' },
      }),
    ),
  'wasm streaming': async () => {
    const module = await WebAssembly.compileStreaming(fetch('/empty.wasm'));
    return { module: module instanceof WebAssembly.Module };
  },
  'unhandled rejection': () =>
    new Promise((resolve) => {
      const promise = fetch('/api/reset');
      addEventListener(
        'unhandledrejection',
        (event) => {
          event.preventDefault();
          resolve({ same: event.promise === promise, reason: event.reason.name });
        },
        { once: true },
      );
    }),
  'looks native': () => ({
    source: fetch.toString(),
    name: fetch.name,
    length: fetch.length,
    own: Object.getOwnPropertyNames(window).filter((name) => name === 'fetch').length,
    descriptor: (({ configurable, enumerable, writable }) => ({ configurable, enumerable, writable }))(
      Object.getOwnPropertyDescriptor(window, 'fetch'),
    ),
  }),
};

window.runCases = async (cases) => {
  const results = {};
  for (const [name, run] of Object.entries(cases))
    results[name] = await Promise.resolve().then(run).catch(failure);
  return results;
};
