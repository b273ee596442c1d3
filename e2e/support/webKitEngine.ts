// WebKit by WebKitWebDriver and MiniBrowser on a virtual display. No test framework's client is needed: the parts of
// WebDriver used here are six requests (see webDriver.ts).
import { findWebKit } from '../../scripts/findWebKit.mjs';
import { asPromise, type Engine } from './engine.ts';
import { freePort } from './freePort.ts';
import { startProgram } from './startProgram.ts';
import { createWebDriver } from './webDriver.ts';

// Without a GPU, compositing makes MiniBrowser crash or paint nothing (WebKitGTK 2.50).
const softwareRendering = { WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1' };

/** WebDriver has no expressions: an async script ends by calling its last argument. */
const asScript = (expression: string) => `
  const done = arguments[arguments.length - 1];
  ${asPromise(expression)}.then((value) => done({ value }), (error) => done({ error: String(error) }));`;

// WebKitWebDriver (2.50) returns from a navigation at DOMContentLoaded, before the page's modules have run.
const untilLoaded = asScript(`document.readyState === 'complete' ||
  new Promise((resolve) => addEventListener('load', () => resolve(true)))`);

/** Starts a virtual display, WebKitWebDriver and a MiniBrowser; see {@link findWebKit} for which ones. */
export async function openWebKit(): Promise<Engine> {
  const webKit = await findWebKit();
  // Xvfb takes a free display number itself and writes it to the file descriptor named: no race with other workers.
  const display = startProgram(webKit.display, ['-displayfd', '3', '-screen', '0', '1280x900x24']);
  const port = await freePort();
  const driver = startProgram(webKit.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    ...softwareRendering,
    DISPLAY: `:${await display.firstLine}`,
  });
  const stopPrograms = () => {
    driver.stop();
    display.stop();
  };
  const session = await createWebDriver(`http://127.0.0.1:${port}`, {
    'webkitgtk:browserOptions': { binary: webKit.browser, args: ['--automation'] },
  }).catch((error: unknown) => {
    stopPrograms();
    throw error;
  });
  let isOpen = true;
  return {
    name: 'webkit',
    open: async (url) => {
      await session.open(url);
      await session.executeAsync(untilLoaded);
    },
    evaluate: async <Value>(expression: string) => {
      const result = (await session.executeAsync(asScript(expression))) as { value?: Value; error?: string };
      if (result.error !== undefined) throw new Error(result.error);
      return result.value as Value;
    },
    click: (selector) => session.click(selector),
    tap: (selector) => session.tap(selector),
    key: (text) => session.type(text),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await session.end().finally(stopPrograms);
    },
  };
}
