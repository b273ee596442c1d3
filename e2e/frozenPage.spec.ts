// Pages that froze or replaced parts of the platform before Clew came: what cannot be patched is left out.
import { arrived, collectErrors } from './support/arrived.ts';
import type { Collector } from './support/collector.ts';
import { importMap } from './support/serveBuild.ts';
import type { Routes } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const api: Routes = { '/api/call': (_request, response) => void response.end('ok') };

const frozen: Record<string, string> = {
  'Promise.prototype': 'Object.freeze(Promise.prototype)',
  Promise: 'Object.freeze(Promise)',
  fetch: 'Object.freeze(window.fetch)',
  'window.fetch': `Object.defineProperty(window, 'fetch', { value: fetch, writable: false, configurable: false })`,
  'XMLHttpRequest.prototype': 'Object.freeze(XMLHttpRequest.prototype)',
  'EventTarget.prototype': 'Object.freeze(EventTarget.prototype)',
  'Function.prototype': 'Object.freeze(Function.prototype)',
  'every intrinsic': `for (const name of ['Object', 'Function', 'Array', 'Promise', 'Map', 'Set', 'WeakMap', 'RegExp', 'Date', 'Error', 'String', 'Number', 'Symbol'])
    Object.freeze(window[name].prototype), Object.freeze(window[name])`,
};

const builds: Record<string, (collector: Collector) => string> = {
  'script tag': ({ url }) =>
    `<script src="/clew.min.js" data-service-name="shop" data-endpoint="${url}"></script>`,
  'ES module': ({ url }) =>
    `${importMap}<script type="module">import { init } from 'clew'; window.clew = init({ serviceName: 'shop', endpoint: '${url}' })</script>`,
};

for (const [build, head] of Object.entries(builds)) {
  for (const [what, freeze] of Object.entries(frozen)) {
    test(`a page that froze ${what} works and is traced as far as it goes (${build})`, {
      tag: everyEngine,
    }, async ({ engine, serve, collector }) => {
      const page = `<!doctype html><title>Frozen</title><head>${collectErrors}<script>${freeze}</script>${head(collector)}</head>
        <button id="go">Go</button><script type="module">
          go.addEventListener('click', async () => { document.title = 'Asked'; window.answer = await (await fetch('/api/call')).text(); });
          window.ready = true;</script>`;
      const shop = await serve({ ...api, '/': page });
      await engine.open(`${shop.origin}/`);
      await expect.poll(() => engine.evaluate('window.ready')).toBe(true);
      await engine.click('#go');
      await expect.poll(() => engine.evaluate('window.answer')).toBe('ok');
      expect(await engine.evaluate('pageErrors')).toEqual([]);
      const names = await arrived(engine, collector, (all) =>
        ['page load', 'click Go'].every((name) => all.some((span) => span.name === name)),
      );
      expect(names.length).toBeGreaterThan(1);
    });
  }
}
