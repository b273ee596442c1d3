// Programs whose outcome Clew must not change: each runs on a bare page and within a live trace, and must end alike.
import { readFile } from 'node:fs/promises';
import { importMap } from './support/serveBuild.ts';
import type { PageServer } from './support/servePages.ts';
import { everyEngine, expect, test } from './support/test.ts';

const files = [
  'caseRunner',
  'rejectionCases',
  'microtaskCases',
  'promiseCases',
  'errorCases',
  'listenerCases',
];
const scripts = await Promise.all(
  files.map(async (name) => [name, await readFile(new URL(`./pages/${name}.js`, import.meta.url), 'utf8')]),
);

const builds = {
  'script tag': '<script src="/clew.min.js" data-service-name="invisible"></script>',
  'ES module': `${importMap}<script type="module">
    import { init } from 'clew';
    import { context, trace } from '@opentelemetry/api';
    window.clew = { ...init({ serviceName: 'invisible' }), context, trace };
  </script>`,
};

/** The cases' scripts are files of their own, so that errors in them have a place. */
const routes = Object.fromEntries(
  scripts.map(([name, script]) => [
    `/${name}.js`,
    (_request: unknown, response: { setHeader(name: string, value: string): { end(body: string): void } }) =>
      void response.setHeader('content-type', 'text/javascript').end(String(script)),
  ]),
);

/** What the page took before Clew was there. */
const early = `<script>window.early = { add: EventTarget.prototype.addEventListener };</script>`;

const page = (head: string) =>
  `<!doctype html><title>Cases</title><head>${early}${head}</head><button id="run">Run</button>${files.map((name) => `<script defer src="/${name}.js"></script>`).join('')}`;

interface Outcome {
  readonly results: Record<string, unknown>;
  /** Whether the trace was still there after the last case. */
  readonly isTraced: boolean;
}

const groups = {
  rejections: 'unhandledrejection and rejectionhandled fire for the same promises',
  microtasks: 'microtasks run in the same order',
  promises: 'promises, their subclasses and thenables behave the same',
  errors: 'errors reach window.onerror with the same message and place',
  listeners: 'listeners are called as often, in the same order, on the same object',
};

for (const [group, title] of Object.entries(groups)) {
  for (const [build, head] of Object.entries(builds)) {
    test(`${title} (${build})`, { tag: everyEngine }, async ({ engine, serve }) => {
      test.setTimeout(60_000);
      const server: PageServer = await serve({ ...routes, '/bare': page(''), '/traced': page(head) });
      const run = (how: string) => engine.evaluate<Outcome>(`caseRunner.${how}`);
      await engine.open(`${server.origin}/bare`);
      const bare = await run(`bare('${group}')`);
      expect(Object.values(bare.results).filter((result) => /^threw/.test(String(result)))).toEqual([]);
      await engine.open(`${server.origin}/traced`);
      await expect.poll(() => engine.evaluate('Boolean(window.clew)')).toBe(true);
      const within = await run(`within('${group}')`);
      expect.soft(within, 'within context.with').toEqual({ results: bare.results, isTraced: true });
      await engine.evaluate(`caseRunner.armClick('${group}')`);
      await engine.click('#run');
      const clicked = await run('afterClick()');
      expect.soft(clicked, 'within a click').toEqual({ results: bare.results, isTraced: true });
    });
  }
}
