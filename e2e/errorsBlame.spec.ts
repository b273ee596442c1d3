// Whose doing an error is: the trace of the click that caused it, or none, but never another one's.
import { arrivedEvents } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import type { Engine } from './support/engine.ts';
import type { PageServer, Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const page = (collector: Collector): string => `<!doctype html><title>Blame</title><head>
  <script src="/clew.min.js" data-service-name="shop" data-endpoint="${collector.url}" data-capture="errors,interactions,fetch"></script></head>
  <body><button id="a">A</button><button id="b">B</button><script>
    const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const fail = (text) => { throw new Error(text); };
    const api = async (text) => { await later(1); fail(text); };
    const cases = {
      listener: (text) => fail(text),
      primitive: (text) => { throw text; },
      timer: (text) => setTimeout(() => fail(text), 5),
      interval: (text) => { const id = setInterval(() => { clearInterval(id); fail(text); }, 5); },
      frame: (text) => requestAnimationFrame(() => fail(text)),
      microtask: (text) => queueMicrotask(() => fail(text)),
      observer: (text) => {
        new MutationObserver((_, observer) => { observer.disconnect(); fail(text); }).observe(document.body, { childList: true });
        document.body.append(text);
      },
      message: (text) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => fail(text);
        port2.postMessage('');
      },
      report: (text) => reportError(new Error(text)),
      returned: async (text) => { await later(5); fail(text); },
      awaited: (text) => { (async () => { await api(text); })(); },
      reaction: (text) => { later(5).then(() => fail(text)); },
      chain: (text) => { later(5).then(() => fail(text)).then(() => {}).finally(() => {}); },
      rethrown: (text) => { api(text).catch((error) => { throw error; }); },
      fetched: (text) => { fetch('/reset?' + text).catch((error) => { throw Object.assign(error, { message: text }); }); },
    };
    // Caught, hence nobody's later: the next error is not this one's.
    cases.caught = (text) => {
      try { clew.context.with(clew.context.active(), () => fail('caught')); } catch {}
      queue.push(text);
    };
    const queue = [];
    setInterval(() => queue.length > 0 && fail(queue.shift()), 5);
    // Nobody holds the promise and nobody has seen the reason: from whom it is cannot be known.
    cases.unknown = (text) => { (async () => { await later(5); fail(text); })(); };
    let next;
    for (const id of ['a', 'b']) document.getElementById(id).addEventListener('click', () => cases[next](next + ' ' + id));
  </script>`;

/** As many as are sent of one page within a minute, from two buttons each. */
const KNOWN = [
  ['listener', 'primitive', 'timer', 'interval', 'frame'],
  ['microtask', 'observer', 'message', 'report', 'fetched'],
  ['returned', 'awaited', 'reaction', 'chain', 'rethrown'],
];

interface Blame {
  readonly engine: Engine;
  readonly serve: (routes: Routes) => Promise<PageServer>;
  readonly collector: Collector;
}

/** Clicks both buttons for each case, one right after the other: what each error says, and the span it belongs to. */
async function blamed({ engine, serve, collector }: Blame, names: readonly string[]): Promise<unknown[]> {
  const shop = await serve({
    '/': page(collector),
    '/reset': (_request, response) => void response.destroy(),
  });
  await engine.open(`${shop.origin}/`);
  for (const name of names) {
    await engine.evaluate(`next = '${name}'`);
    await engine.click('#a');
    await engine.click('#b');
  }
  const count = names.length * 2;
  const isError = ({ eventName }: { eventName: string }) => eventName === 'exception';
  await arrivedEvents(engine, collector, (events) => events.filter(isError).length >= count);
  await engine.evaluate('clew.shutdown()');
  const spans = await collector.spans();
  const errors = (await collector.logs()).filter(isError);
  return errors.map(({ traceId, spanId, attributes }) => {
    const span = spans.find((candidate) => candidate.spanId === spanId);
    expect(span?.traceId ?? '').toBe(traceId);
    return `${attributes['exception.message']}: ${span?.name ?? 'unknown'}`;
  });
}

for (const names of KNOWN) {
  test(`the click is known that led to these errors: ${names.join(', ')}`, { tag: everyEngine }, async ({
    engine,
    serve,
    collector,
  }) => {
    const expected = names.flatMap((name) => [`${name} a: click A`, `${name} b: click B`]);
    expect((await blamed({ engine, serve, collector }, names)).sort()).toEqual(expected.sort());
  });
}

test('an error of unknown origin belongs to no click, whatever was caught just before', {
  tag: everyEngine,
}, async ({ engine, serve, collector }) => {
  const names = ['caught', 'unknown'];
  const expected = names.flatMap((name) => [`${name} a: unknown`, `${name} b: unknown`]);
  expect((await blamed({ engine, serve, collector }, names)).sort()).toEqual(expected);
});
