// @ts-check
// Cases 24 to 48 and 50: what a page, its scripts, its policies and those who attack it can do. Each page must go on as if
// Clew were not there, and what Clew recorded must arrive or be counted.
import { readFileSync } from 'node:fs';
import { check, sleep } from '../lab.mjs';

/** @typedef {import('../lab.mjs').Lab} Lab @typedef {import('../run.mjs').Case} Case @typedef {import('../lab.mjs').Page} Page */

/**
 * @typedef {Parameters<Lab['open']>[0] & {
 *   needs?: string, spans?: number, act?: string, verify?: (answer: any, lab: Lab, page: Page) => unknown, isUncounted?: boolean }} Scenario
 *   `act`: an expression in the page, whose value `verify` gets; `spans`: how many it makes. `isUncounted`: how many spans
 *   the page has is not the point.
 */

/** @param {string} id @param {string} name @param {Scenario} scenario @returns {Case} */
const page = (id, name, { needs, spans = 1, act = '', verify, isUncounted, ...spec }) => ({
  id,
  name,
  ...(needs && { needs }),
  async run(lab) {
    const tab = await lab.open(spec);
    if (!isUncounted) lab.announce(spans);
    const value = await tab.evaluate(`(async () => { ${act} })()`);
    await tab.evaluate('clew.flush()');
    await (isUncounted ? sleep(300) : lab.settled(tab));
    if (verify) {
      const isGood = await verify(value, lab, tab);
      check(isGood, `unexpected: ${JSON.stringify(value)}`);
    }
    const outcome = await lab.outcome();
    return isUncounted ? { ...outcome, created: outcome.arrived + outcome.dropped } : outcome;
  },
});

/** The text of everything that arrived. @param {Lab} lab */
const sent = (lab) =>
  lab.collector
    .received()
    .map(({ text }) => text)
    .join('\n');

/** A span whose attributes are an expression of the page. @param {string} attributes */
const spanWith = (attributes) =>
  `clew.trace.getTracer('t').startSpan('odd', { attributes: ${attributes} }).end();`;

/** Whether a request of the page carried the header. @param {Lab} lab @param {string} path */
const traceparent = (lab, path) =>
  lab.shop.requests().find(({ url }) => url.startsWith(path))?.headers.traceparent;

const sri = JSON.parse(readFileSync(new URL('../../dist/sri.json', import.meta.url), 'utf8'))['clew.min.js'];

/** A worker that does to requests what its pages tell it. */
const serviceWorker = {
  '/worker.js': (/** @type {unknown} */ _, /** @type {import('node:http').ServerResponse} */ response) =>
    void response.setHeader('content-type', 'text/javascript').end(`
      let order = 'pass';
      oninstall = () => skipWaiting();
      onactivate = (event) => event.waitUntil(clients.claim());
      onmessage = ({ data, ports }) => { order = data; ports[0].postMessage('done'); };
      onfetch = (event) => {
        const { url } = event.request;
        if (order === 'hang' && url.includes('/v1/')) event.respondWith(new Promise(() => {}));
        else if (order === 'answer' && url.endsWith('/api/made')) event.respondWith(new Response('made'));
        else event.respondWith(fetch(event.request));
      };`),
};

const startWorker = `await navigator.serviceWorker.register('/worker.js');
  if (!navigator.serviceWorker.controller) await new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; });
  const tell = (order) => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; navigator.serviceWorker.controller.postMessage(order, [port2]); });`.replaceAll(
  '\n',
  ' ',
);

const allCaptured = { init: { capture: ['fetch', 'xhr'] } };

/** @type {Case[]} */
export const pageFaults = [
  page('24', 'values of 1 MB, 10,000 attributes, a key of 1 MB', {
    act: spanWith(
      `{ big: 'x'.repeat(1e6), ['k'.repeat(1e6)]: 1, ...Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => ['a' + i, i])) }`,
    ),
    verify: (_value, lab) => sent(lab).length < 100_000 && /"droppedAttributesCount":\d{4}/.test(sent(lab)),
  }),
  page('25', 'cyclic, 20,000 levels deep, Map, Date, DOM node, revoked Proxy', {
    act: `const cyclic = {}; cyclic.self = cyclic; let deep = []; for (let i = 0; i < 2e4; i++) deep = [deep];
      const { proxy, revoke } = Proxy.revocable({}, {}); revoke();
      ${spanWith('{ cyclic, deep, map: new Map(), date: new Date(), node: document.body, proxy, fine: 1 }')} ${spanWith('proxy')}`,
    spans: 2,
    verify: (_value, lab) => sent(lab).includes('"fine"'),
  }),
  page('26', 'BigInt, NaN, Infinity, -0, Symbol, function, throwing getter', {
    act: spanWith(
      `{ big: 12n, huge: 10n ** 30n, nan: NaN, inf: -Infinity, zero: -0, sym: Symbol(), fn() {}, get bad() { throw new Error('getter'); }, odd: { toString() { throw 1; }, toJSON() { throw 2; } }, wide: 2 ** 53 + 2 }`,
    ),
    verify: (_value, lab) => sent(lab).includes('"NaN"') && sent(lab).includes('"-Infinity"'),
  }),
  page('27', 'lone surrogates, NUL, U+2028, an emoji at the limit', {
    act: spanWith(`{ lone: 'a\\ud800b', nul: '\\0', sep: '\\u2028', cut: 'x'.repeat(4095) + '\\u{1F600}' }`),
    verify: (_value, lab) => !/\\ud[89a-f]/i.test(sent(lab)),
  }),
  ...['before', 'after'].map((when, i) =>
    page(`28${'ab'[i]}`, `Object.prototype polluted ${when} Clew`, {
      head:
        when === 'before'
          ? `<script>Object.assign(Object.prototype, { toJSON() { return 'stolen'; }, get() {}, 0: 'zero', headers: { evil: '1' }, polluted: 'yes' })</script>`
          : '',
      act: `${when === 'after' ? `Object.assign(Object.prototype, { toJSON() { return 'stolen'; }, 0: 'zero', polluted: 'yes' });` : ''} ${spanWith('{ fine: 1 }')}
        for (const name of ['toJSON', 'get', '0', 'headers', 'polluted']) delete Object.prototype[name];`,
      verify: (_value, lab) =>
        !/stolen|polluted|zero/.test(sent(lab)) &&
        lab.collector.received().every(({ headers }) => !headers.evil),
    }),
  ),
  page('29', 'options from JSON with __proto__ and constructor', {
    head: `<script>addEventListener('DOMContentLoaded', () => { window.odd = clew.init(JSON.parse('{"serviceName":"x","resourceAttributes":{"__proto__":{"polluted":1},"constructor":"c"}}')); })</script>`,
    act: `${spanWith('{ fine: 1 }')} return ({}).polluted === undefined;`,
    verify: (value) => value === true,
  }),
  ...[
    `00-${'A'.repeat(32)}-${'b'.repeat(16)}-01`,
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    'x'.repeat(10_000),
    '&lt;script&gt;',
  ].map((content, i) =>
    page(`30${'abcde'[i]}`, `meta traceparent: ${content.slice(0, 24)}`, {
      head: `<meta name="traceparent" content="${content}">`,
      init: { capture: ['pageLoad'] },
      spans: 0,
      act: `make(1); await new Promise((done) => setTimeout(done, 200));`,
      verify: (_value, lab) => !sent(lab).includes(`"parentSpanId":"${'b'.repeat(16)}`),
      isUncounted: true,
    }),
  ),
  page('31', 'tracestate and baggage that split headers, are too long, or no Latin-1', {
    ...allCaptured,
    spans: 8,
    act: `const { trace, propagation, context } = clew, ids = { traceId: '${'1'.repeat(32)}', spanId: '${'2'.repeat(16)}', traceFlags: 1 };
      const texts = ['a\\r\\nx-evil: 1', 'a\\0b', 'ключ', '\\ud800', 'x'.repeat(9_000), 'a=b,,;;=', '', Array.from({ length: 200 }, (_, i) => 'k' + i + '=v').join()];
      for (const [i, text] of texts.entries()) {
        const traceState = { get() {}, set: () => traceState, unset: () => traceState, serialize: () => 'k=' + text };
        const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => ['k' + n + text.slice(0, 9), { value: text }]));
        const hostile = propagation.setBaggage(trace.setSpanContext(context.active(), { ...ids, traceState }), propagation.createBaggage(many));
        await context.with(hostile, () => fetch('/hostile?' + i)).then((r) => r.text());
      }`,
    verify: (_value, lab) => {
      const came = lab.shop.requests().filter(({ url }) => url.startsWith('/hostile'));
      return (
        came.length === 8 &&
        came.every(
          ({ headers: { traceparent, tracestate = '', baggage = '', 'x-evil': evil } }) =>
            traceparent &&
            !evil &&
            /^[\x20-\x7e]{0,512}$/.test(String(tracestate)) &&
            /^[\x21-\x7e]{0,8192}$/.test(String(baggage)) &&
            String(baggage).split(',').length <= 64,
        )
      );
    },
  }),
  page('32', 'the page set traceparent itself', {
    ...allCaptured,
    act: `const own = '00-${'1'.repeat(32)}-${'2'.repeat(16)}-01';
      await fetch('/own', { headers: { TraceParent: own } }).then((r) => r.text());`,
    verify: (_value, lab) => traceparent(lab, '/own') === `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
  }),
  page('33', 'cross-origin fetch, data:, blob:, userinfo: no header', {
    ...allCaptured,
    spans: 0,
    act: `const other = location.origin.replace('127.0.0.1', 'localhost');
      await Promise.allSettled([fetch(other + '/cross', { mode: 'no-cors' }), fetch('data:,x'), fetch(URL.createObjectURL(new Blob(['x']))), fetch('http://a@' + location.host + '/user'), fetch(location.origin.replace('//', '//' + location.host + '@') + '/trick')].map((p) => p.then((r) => r.text())));`,
    isUncounted: true,
    verify: (_value, lab) => !traceparent(lab, '/cross'),
  }),
  page('34', 'Request objects, bodies and signals stay as they are', {
    ...allCaptured,
    spans: 2,
    act: `const abort = new AbortController(); const body = 'é'.repeat(1000);
      const request = new Request('/body', { method: 'POST', body, signal: abort.signal, headers: { a: '1' } });
      await fetch(request).then((r) => r.text());
      const stream = await fetch('/blob', { method: 'POST', body: new Blob([body]) }).then((r) => r.text());
      return [request.bodyUsed, request.headers.has('traceparent')];`,
    verify: (value, lab) =>
      value[0] === true &&
      value[1] === false &&
      lab.shop.requests().filter(({ body }) => body.length === 1_000).length === 2,
  }),
  page('35', 'fetch not writable, prototypes frozen', {
    ...allCaptured,
    head: `<script>Object.defineProperty(window, 'fetch', { value: fetch, writable: false, configurable: false }); Object.freeze(XMLHttpRequest.prototype); Object.freeze(EventTarget.prototype)</script>`,
    act: `await fetch('/api').then((r) => r.text()); make(1);`,
  }),
  page('36', 'a page that replaces fetch after Clew, with one that throws', {
    ...allCaptured,
    spans: 2,
    act: `await fetch('/api').then((r) => r.text()); window.fetch = () => { throw new Error('mine'); }; make(1);
      try { fetch('/x'); return false; } catch (error) { return error.message; }`,
    verify: (value) => value === 'mine',
  }),
  page('37', 'fetch from an iframe that is removed', {
    act: `const frame = document.body.appendChild(document.createElement('iframe')); const theirs = frame.contentWindow.fetch.bind(window); frame.remove(); window.fetch = theirs; make(1);`,
  }),
  page('38', 'hostile element names and a clobbered form', {
    init: { capture: ['interactions', 'fetch'] },
    body: `<form id="${'x'.repeat(1_000)}" onsubmit="fetch('/submitted'); return false"><input name="tagName"><input name="parentNode"><input name="getAttribute"><button id="go">&lt;script&gt;alert(1)&lt;/script&gt; "'</button></form>`,
    spans: 0,
    isUncounted: true,
    act: `document.getElementById('go').click(); make(1);`,
  }),
  {
    id: '39',
    name: 'srcdoc, about:blank and sandboxed frames, each with a Clew',
    async run(lab) {
      const inner = (/** @type {string} */ name) =>
        `<script src='${lab.shop.origin}/clew.min.js' data-service-name='${name}' data-capture='fetch' data-endpoint='${lab.collector.url}'></script><script>clew.trace.getTracer('t').startSpan('${name}').end(); clew.flush()</script>`;
      const tab = await lab.open({
        body: `<iframe srcdoc="${inner('srcdoc')}"></iframe><iframe sandbox="allow-scripts" srcdoc="${inner('sandbox')}"></iframe><iframe id="blank"></iframe>`,
      });
      lab.announce(3);
      await tab.evaluate(
        `(() => { const { contentDocument } = document.getElementById('blank'); contentDocument.write(${JSON.stringify(inner('blank'))}); contentDocument.close(); })()`,
      );
      await lab.make(tab, 1);
      await lab.settled(tab);
      const services = new Set(
        lab.collector.received().flatMap(({ resources }) => resources.map((of) => of['service.name'])),
      );
      check(services.size === 4, `from ${[...services]}`);
      return lab.outcome();
    },
  },
  page('40', 'Content Security Policy without the collector', {
    headers: { 'content-security-policy': `connect-src 'self'` },
    spans: 6,
    act: `for (let i = 0; i < 6; i++) { make(1); await clew.flush(); await new Promise((done) => setTimeout(done, 400)); }`,
    verify: (_value, lab) => lab.collector.received().length === 0,
  }),
  page('41', `strict policy: no eval, no inline style, no blob worker`, {
    headers: {
      'content-security-policy': `script-src 'self' 'unsafe-inline'; style-src 'none'; worker-src 'self'; object-src 'none'; base-uri 'none'`,
    },
    act: `make(1);`,
  }),
  page('41i', 'a script tag with its integrity', {
    head: `<script src="/clew.min.js" integrity="${sri}" crossorigin="anonymous" onerror="pageErrors.push('integrity')"></script>`,
    act: `make(1); return document.scripts[1].integrity.length;`,
    verify: (value) => value > 60,
  }),
  page('42', 'Trusted Types enforced', {
    headers: { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types 'none'` },
    act: `make(1);`,
  }),
  ...[
    ['an integrity that does not match', '/clew.min.js', `integrity="sha384-${'A'.repeat(64)}"`],
    ['a script that is not there', '/missing.js', ''],
    ['a server that is down', 'http://127.0.0.1:9/clew.min.js', ''],
  ].map(([what, url, more], i) => ({
    id: `43${'abc'[i]}`,
    name: `script tag with ${what}: the page goes on`,
    run: async (/** @type {Lab} */ lab) => {
      const html = `<!doctype html><script>window.pageErrors = []; addEventListener('error', (e) => pageErrors.push(e.message));
        window.clew = []; clew.push(['init', { serviceName: 'x' }]); clew.push(['setUser', 'u'])</script>
        <script src="${url}" ${more} crossorigin="anonymous"></script><script>window.later = true</script>`;
      lab.shop.serve(
        {},
        {
          '/broken': (_, response) => void response.setHeader('content-type', 'text/html').end(html),
          '/missing.js': (_, response) => void response.writeHead(404).end(),
        },
      );
      const tab = await lab.tab();
      await tab.goto(`${lab.shop.origin}/broken`);
      const seen = await tab.evaluate(
        `fetch('/api').then((response) => [response.status, later, Array.isArray(clew), clew.length])`,
      );
      check(String(seen) === '200,true,true,2', `unexpected: ${seen}`);
      return lab.outcome();
    },
  })),
  page('44', 'Clew loaded twice', {
    head: `<script src="/clew.min.js" data-service-name="first" data-capture="fetch"></script>`,
    init: {},
    isUncounted: true,
    spans: 0,
    act: `await fetch('/twice').then((r) => r.text()); make(1);`,
    verify: (_value, lab) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9]$/.test(String(traceparent(lab, '/twice'))),
  }),
  page('45', 'a script that replaces window.clew or its methods', {
    act: `make(1); try { clew.flush = () => { throw new Error('theirs'); }; } catch {} return Object.isFrozen(clew);`,
    verify: (value) => value === true,
  }),
  page('46', 'secrets in a URL', {
    ...allCaptured,
    act: `await fetch('/api?token=SECRET1#SECRET2').then((r) => r.text());`,
    verify: (_value, lab) => !sent(lab).includes('SECRET'),
  }),
  page('47', `Clew's own requests are not traced`, {
    ...allCaptured,
    act: `make(1); await clew.flush(); await new Promise((done) => setTimeout(done, 200)); await clew.flush();`,
    verify: (_value, lab) =>
      lab.collector.received().every(({ headers, names }) => !headers.traceparent && !names.includes('POST')),
  }),
  ...['() => { throw new Error("mine"); }', 'async (url) => url', '() => {}', '() => ({})'].map(
    (redactUrl, i) =>
      page(`50${'abcd'[i]}`, `redactUrl: ${redactUrl}`, {
        ...allCaptured,
        hooks: `{ redactUrl: ${redactUrl} }`,
        act: `await fetch('/api?x=SECRET').then((r) => r.text());`,
        verify: (_value, lab) => sent(lab).includes('/api') && !sent(lab).includes('SECRET'),
      }),
  ),
  page('50e', 'beforeSend throws on one of three', {
    spans: 3,
    hooks: `{ beforeSend: ({ attributes }) => { if (attributes['item.position'] === 1) throw new Error('mine'); } }`,
    act: `make(3); return dropped();`,
    verify: (value) => value === 1,
  }),
  page('50f', 'beforeSend takes half a second', {
    spans: 2,
    hooks: `{ beforeSend: ({ attributes }) => { const at = performance.now(); while (performance.now() - at < 500); attributes.slow = true; } }`,
    act: `make(2);`,
    verify: (_value, lab) => sent(lab).includes('"slow"'),
  }),
  page('50h', 'beforeSend answers with a promise', {
    spans: 2,
    hooks: `{ beforeSend: async ({ attributes }) => { attributes.late = true; } }`,
    act: `make(2); return dropped();`,
    verify: (value, lab) => value === 2 && !sent(lab).includes('"late"'),
  }),
  page('50g', 'routes and propagateTo throw', {
    init: { capture: ['fetch', 'pageLoad'] },
    hooks: `{ routes: () => { throw new Error('mine'); }, propagateTo: [() => { throw new Error('mine'); }, async () => true] }`,
    spans: 0,
    isUncounted: true,
    act: `await fetch(location.origin.replace('127.0.0.1', 'localhost') + '/cross', { mode: 'no-cors' }); make(1);`,
    verify: (_value, lab) => !traceparent(lab, '/cross'),
  }),
  page('48a', 'a service worker that answers what the page asks, and lets the rest through', {
    ...allCaptured,
    spans: 2,
    routes: serviceWorker,
    act: `${startWorker} await tell('answer'); return [await fetch('/api/made').then((r) => r.text()), (make(1), '')].join('');`,
    verify: (value) => value === 'made',
  }),
  page('48b', 'a service worker that never answers the collector, until it does', {
    needs: 'a service worker that sees all',
    routes: serviceWorker,
    spans: 5,
    act: `${startWorker} await tell('hang'); make(5); clew.flush(); await new Promise((done) => setTimeout(done, 11_000));
      const stuck = clew.stats()['clew.traces.sent'] ?? 0; await tell('pass'); return stuck;`,
    verify: (value) => value === 0,
  }),
];
