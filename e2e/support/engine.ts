// The one interface through which a test drives Chromium, Firefox or WebKit. How each is driven is its own file's matter.

/** The engines a test can run in. WebKit is WebKitGTK's MiniBrowser: Safari's engine, not Safari. */
export type EngineName = 'chromium' | 'firefox' | 'webkit';

/** A started browser with one page. Every method rejects when the browser or the page refuses. */
export interface Engine {
  readonly name: EngineName;
  /** Goes to an absolute URL and waits for its `load` event. */
  open(url: string): Promise<void>;
  /**
   * Evaluates a JavaScript expression in the page, awaits it, and returns its value by JSON.
   * Wrap statements in a function: `evaluate('(() => { ...; return 1 })()')`.
   */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Clicks the middle of the first element that matches, with a pointer: the page sees `isTrusted` true. */
  click(selector: string): Promise<void>;
  /** Touches the middle of the first element that matches with a finger, trusted; WebKit's driver takes a mouse for it. */
  tap(selector: string): Promise<void>;
  /** Types text into the focused element, key by key, trusted; a line feed is the Enter key. */
  key(text: string): Promise<void>;
  /** Ends the browser and whatever was started for it. May be called twice. */
  close(): Promise<void>;
}

/** Makes an expression whose value is always a promise, so that all engines await alike. */
export function asPromise(expression: string): string {
  return `(async () => (${expression}))()`;
}
