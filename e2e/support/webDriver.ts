// A client for the few commands of WebDriver that the WebKit engine needs.
import { setTimeout as delay } from 'node:timers/promises';

/** W3C WebDriver §11: the key under which an element reference travels. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

const startTimeoutMs = 10_000;

/** One session, hence one browser. Every method rejects with WebDriver's own error and message. */
export interface WebDriverSession {
  /** Goes to an absolute URL and waits for its `load` event. */
  open(url: string): Promise<void>;
  /** Runs a function body; the value is what it passes to its last argument. */
  executeAsync(script: string): Promise<unknown>;
  /** Clicks the first element that matches a CSS selector. */
  click(selector: string): Promise<void>;
  /** Touches the middle of the first element that matches a CSS selector. */
  tap(selector: string): Promise<void>;
  /** Types into the focused element. */
  type(text: string): Promise<void>;
  /** Ends the session and its browser. */
  end(): Promise<void>;
}

async function send(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`WebDriver ${error}: ${message}`);
}

async function untilReady(driverUrl: string): Promise<void> {
  const deadlineMs = Date.now() + startTimeoutMs;
  while (Date.now() < deadlineMs) {
    // Refused until the driver listens: that is what this loop waits for.
    if (await send('GET', `${driverUrl}/status`).catch(() => undefined)) return;
    await delay(50);
  }
  throw new Error(`No WebDriver answered at ${driverUrl} within ${startTimeoutMs} ms.`);
}

/**
 * Waits for a driver to listen and starts a session.
 * @param driverUrl Where the driver listens, without a trailing slash.
 * @param capabilities What the session must have, as `alwaysMatch`.
 * @see W3C WebDriver §8.1
 */
export async function createWebDriver(driverUrl: string, capabilities: object): Promise<WebDriverSession> {
  await untilReady(driverUrl);
  const created = await send('POST', `${driverUrl}/session`, { capabilities: { alwaysMatch: capabilities } });
  const session = `${driverUrl}/session/${(created as { sessionId: string }).sessionId}`;
  const find = (selector: string) =>
    send('POST', `${session}/element`, { using: 'css selector', value: selector });
  const elementUrl = (value: unknown) =>
    `${session}/element/${(value as Record<string, string>)[elementKey]}`;
  return {
    open: async (url) => void (await send('POST', `${session}/url`, { url })),
    executeAsync: (script) => send('POST', `${session}/execute/async`, { script, args: [] }),
    click: async (selector) => void (await send('POST', `${elementUrl(await find(selector))}/click`, {})),
    tap: async (selector) => {
      const origin = await find(selector);
      const actions = [
        { type: 'pointerMove', duration: 0, x: 0, y: 0, origin },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      const finger = { type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions };
      await send('POST', `${session}/actions`, { actions: [finger] });
    },
    type: async (text) => {
      const focused = await send('GET', `${session}/element/active`);
      // WebDriver's code point for the Enter key; see https://www.w3.org/TR/webdriver2/#keyboard-actions
      await send('POST', `${elementUrl(focused)}/value`, { text: text.replaceAll('\n', '\uE007') });
    },
    end: async () => void (await send('DELETE', session)),
  };
}
