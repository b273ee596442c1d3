// One page on which everything happens that Clew records in Chromium, and the visit that makes it happen.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Collector } from './collector.ts';
import type { Handler, Routes } from './servePages.ts';

const image = await readFile(new URL('../../docs/images/shop-phone.png', import.meta.url));

/** What each button does. */
const buttons: Readonly<Record<string, string>> = {
  Requests: `fetch('/api/ok?user=7'); fetch('/api/broken'); fetch('/api/moved'); fetch('/api/ok', { method: 'BREW' });
    fetch('/api/cached').then((answer) => answer.text()).then(() => fetch('/api/cached'));
    const xhr = new XMLHttpRequest(); xhr.open('PUT', '/api/ok'); xhr.send('x');`,
  Traffic: `navigator.sendBeacon('/api/beacon', 'x'); navigator.sendBeacon('/api/beacon', new Uint8Array(100_000));
    const source = new EventSource('/api/stream'); let messages = 0;
    source.onmessage = () => { if (++messages === 2) source.close(); };
    new EventSource('/api/broken'); openSocket();`,
  Slow: `block(150); for (let i = 0; i < 3; i++) { main.style.width = 90 + i + '%'; main.offsetWidth; }`,
  Throw: `for (const delay of [0, 1]) setTimeout(() => { throw new Error('thrown'); }, delay);`,
  Reject: `Promise.reject(new RangeError('rejected'));`,
  Missing: `main.append(Object.assign(new Image(), { src: '/missing.png' }));`,
  Policy: `document.head.append(document.createElement('style')).textContent = 'p { color: red }';`,
  Dead: '',
  Navigate: `history.pushState({}, '', '/product/42');
    main.innerHTML = '<h1 id="title">' + 'Product '.repeat(40) + '</h1>';
    // Still busy when the paint is reported.
    fetch('/hero.png?large').then((answer) => answer.blob());`,
  Errors: `for (let index = 0; index < 12; index++)
    setTimeout(() => { throw new Error('different ' + 'x'.repeat(index)); }, 0);`,
};

/** The session of an hour ago. */
const visitedBefore = `const hourAgo = Date.now() - 3_600_000; localStorage['clew.session'] =
  JSON.stringify({ id: 'a'.repeat(32), startedAt: hourAgo, lastAt: hourAgo });`;

const page = (collector: Collector, socketUrl: string): string => `<!doctype html><title>Busy</title>
  <head><meta http-equiv="content-security-policy" content="style-src 'none'"><script>${visitedBefore}</script>
  <script src="/clew.min.js" data-service-name="shop" data-service-version="7" data-environment="test"
    data-endpoint="${collector.url}"></script></head>
  <body><p id="banner"></p><main id="main"><p>Text.</p><img src="/hero.png" width="300" height="400"></main>
  <form id="form"><input id="email" aria-label="Email"><select id="size" aria-label="Size"><option>S<option>L</select>
  <button>Order</button></form><form id="search"><input aria-label="Words"></form><p id="to">To</p><p id="pad">Pad</p><p id="press">Press</p>
  <p id="card" draggable="true">Card</p><p id="basket">Basket</p>
  ${Object.keys(buttons).map((name) => `<button id="do${name}">${name}</button>`)}<a id="leave" href="/next">Leave</a>
  <script>
    const main = document.getElementById('main');
    const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
    const openSocket = () => {
      const socket = new WebSocket('${socketUrl}/cart?token=1', 'cart');
      socket.onopen = () => { socket.send('grüße'); socket.send('bye'); };
    };
    const on = (id, type, listener) => document.getElementById(id).addEventListener(type, listener);
    // Open still when the page is left, however long that takes.
    on('leave', 'click', () => fetch('/api/never'));
    on('form', 'submit', (event) => {
      event.preventDefault();
      block(40);
      fetch('/api/ok', { method: 'POST' }).then(() => main.append('ordered'));
    });
    on('search', 'submit', (event) => event.preventDefault());
    on('email', 'input', () => main.append('typed'));
    on('size', 'change', () => main.append('changed'));
    on('to', 'pointerup', () => main.append('drawn'));
    on('press', 'pointerdown', () => main.append('pressed'));
    on('press', 'pointerup', () => main.append('released'));
    on('basket', 'dragover', (event) => event.preventDefault());
    on('basket', 'drop', () => main.append('dropped'));
    on('card', 'dragend', () => main.append('put back'));
    document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') main.append('escaped'); });
    document.querySelector('img').onload = () => requestAnimationFrame(() => requestAnimationFrame(() => {
      document.getElementById('banner').style.height = '150px';
      window.isShifted = true;
    }));
    ${Object.entries(buttons)
      .map(([name, listener]) => `on('do${name}', 'click', () => { ${listener} });`)
      .join('\n')}
  </script>`;

const stream: Handler = (_request, response) => {
  // Ends at once: the browser connects again after 20 ms.
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 20\ndata: hello\n\n');
};

/** The page at `/`, and what it asks for. */
export function busyRoutes(collector: Collector, socketUrl: string): Routes {
  return {
    '/before': '<!doctype html><title>Before</title>',
    '/next': '<!doctype html><title>Next</title>',
    '/old': (_request, response) => void response.writeHead(302, { location: '/' }).end(),
    '/': (_request, response) => {
      // A cache's answer: made in 1970 for somebody else.
      const stale = `traceparent;desc="00-${'1'.repeat(32)}-${'2'.repeat(16)}-01", clew-time;desc=1`;
      response.setHeader('server-timing', stale);
      response.setHeader('content-type', 'text/html').end(page(collector, socketUrl));
    },
    '/hero.png': (_request, response) =>
      void setTimeout(
        () => response.writeHead(200, { 'content-type': 'image/png', connection: 'close' }).end(image),
        200,
      ),
    // Whoever asks next needs a new connection, whose phases are told as well.
    '/api/ok': (_request, response) => void response.setHeader('connection', 'close').end('ok'),
    '/api/cached': (_request, response) => void response.setHeader('cache-control', 'max-age=60').end('old'),
    '/api/moved': (_request, response) => void response.writeHead(302, { location: '/api/ok' }).end(),
    '/api/broken': (_request, response) => void response.writeHead(500).end(),
    '/api/beacon': (_request, response) => void response.writeHead(204).end(),
    '/api/never': () => {},
    '/api/stream': stream,
  };
}

/**
 * Does everything there is to do on the page, and leaves it.
 * @param settle waits until the span of this name has arrived.
 */
export async function visitBusyPage(
  tab: Page,
  origin: string,
  settle: (spanName: string) => Promise<unknown>,
): Promise<void> {
  await tab.goto(`${origin}/before`);
  await tab.goto(`${origin}/old`);
  await tab.waitForFunction('window.isShifted');
  await tab.evaluate(`clew.setUser('u-17')`);
  await tab.locator('#email').pressSequentially('someone');
  await tab.keyboard.press('Escape');
  // What follows from a key while its work goes on is the same interaction.
  await settle('keydown Escape');
  await tab.locator('#search input').press('Enter');
  await tab.locator('#size').press('l');
  await tab.click('text=Order');
  await tab.dragAndDrop('#pad', '#to');
  await tab.dragAndDrop('#card', '#basket');
  await settle('drop basket');
  // Nothing takes it there.
  await tab.dragAndDrop('#card', '#to');
  await settle('dragend card');
  // A button that makes no click; let go when the press is over and done with.
  await tab.hover('#press');
  await tab.mouse.down({ button: 'right' });
  await settle('pointerdown press');
  await tab.mouse.up({ button: 'right' });
  for (const name of Object.keys(buttons)) {
    await tab.click(`#do${name}`);
    await settle(`click ${name}`);
  }
  await tab.click('#leave');
  await tab.waitForURL(`${origin}/next`);
}
