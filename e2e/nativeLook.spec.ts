// What the page can see of Clew's patches: nothing, by name, length, source text and property flags.
import { readFile } from 'node:fs/promises';
import { importMap } from './support/serveBuild.ts';
import { everyEngine, expect, test } from './support/test.ts';

const script = await readFile(new URL('./pages/nativeLook.js', import.meta.url), 'utf8');

const builds = {
  'script tag': '<script src="/clew.min.js" data-service-name="look"></script>',
  'ES module': `${importMap}<script type="module">
    import { init } from 'clew';
    window.clew = init({ serviceName: 'look' });
  </script>`,
};

const page = (head: string) =>
  `<!doctype html><title>Look</title><head>${head}</head><body><button id="go">Go</button><script>${script}
    go.addEventListener('click', () => {});
  </script>`;

interface Comparison {
  readonly compared: number;
  readonly differences: string[];
}

for (const [build, head] of Object.entries(builds)) {
  test(`every patched function looks native (${build})`, { tag: everyEngine }, async ({ engine, serve }) => {
    const server = await serve({ '/bare': page(''), '/traced': page(head) });
    await engine.open(`${server.origin}/bare`);
    const bare = await engine.evaluate<Comparison>('nativeLook.compare()');
    expect(bare.compared).toBeGreaterThan(2_000);
    expect(bare.differences, 'two untouched realms look alike').toEqual([]);
    await engine.open(`${server.origin}/traced`);
    await expect.poll(() => engine.evaluate('Boolean(window.clew)')).toBe(true);
    expect(await engine.evaluate<Comparison>('nativeLook.compare()'), 'before any trace').toEqual(bare);
    await engine.click('#go');
    // An accessor has no counterpart to compare with: of all, only Promise.prototype.constructor is one.
    const within = { compared: bare.compared - 1, differences: [] };
    expect(await engine.evaluate<Comparison>('nativeLook.compare()'), 'after a click').toEqual(within);
  });

  test(`an instance names the class that the page sees (${build})`, { tag: everyEngine }, async ({
    engine,
    serve,
  }) => {
    const server = await serve({ '/': page(head) });
    await engine.open(`${server.origin}/`);
    await expect.poll(() => engine.evaluate('Boolean(window.clew)')).toBe(true);
    const strangers = await engine.evaluate(`[
      new MessageChannel(), new MutationObserver(() => {}), new IntersectionObserver(() => {}), new ResizeObserver(() => {}),
    ].filter((made) => made.constructor !== window[made[Symbol.toStringTag]] || !(made instanceof made.constructor)).map(String)`);
    expect(strangers).toEqual([]);
  });

  test(`shutdown leaves a patch alone that came after Clew's (${build})`, { tag: everyEngine }, async ({
    engine,
    serve,
  }) => {
    const server = await serve({ '/': page(head), '/api/text': (_q, response) => void response.end('text') });
    await engine.open(`${server.origin}/`);
    await expect.poll(() => engine.evaluate('Boolean(window.clew)')).toBe(true);
    const outcome = await engine.evaluate(`(async () => {
      const owners = [
        [window, 'fetch'], [window, 'setTimeout'], [window, 'queueMicrotask'], [Promise.prototype, 'then'],
        [Promise, 'resolve'], [EventTarget.prototype, 'addEventListener'], [XMLHttpRequest.prototype, 'send'],
      ];
      const calls = {};
      const patches = owners.map(([owner, name]) => {
        const before = owner[name];
        return owner[name] = function (...args) {
          calls[name] = (calls[name] ?? 0) + 1;
          return before.apply(this, args);
        };
      });
      await clew.shutdown();
      for (const name of Object.keys(calls)) delete calls[name];
      const text = await (await fetch('/api/text')).text();
      await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => queueMicrotask(resolve));
      await Promise.resolve(1).then(() => 1);
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.addEventListener('load', resolve);
        xhr.open('GET', '/api/text');
        xhr.send();
      });
      return {
        stillThere: owners.every(([owner, name], index) => owner[name] === patches[index]),
        called: owners.every(([, name]) => calls[name] > 0),
        text,
      };
    })()`);
    expect(outcome).toEqual({ stillThere: true, called: true, text: 'text' });
    const headers = server.requestsTo('/api/text').map(({ headers }) => headers.traceparent);
    expect(headers, 'Clew is off under the patch').toEqual([undefined, undefined]);
  });
}
