// Runs test262's tests in this page, each in the fresh realm of a frame of its own: bare, with Clew at rest, or within a
// trace. INTERPRETING.md of test262 says what a host owes a test.
{
  /** How many frames are open at once: enough to hide their loading, few enough for memory. */
  const LANES = 12;
  /** A test that says nothing for so long has failed. The slowest take tens of milliseconds. */
  const SILENCE_MS = 15_000;

  /** How long after a test's end its rejections may still be reported; WebKit takes more than one turn. */
  const AFTERMATH_MS = 30;

  const wait = (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs));

  /**
   * A frame with a fresh realm whose relative imports start at `base`. Hidden: layout costs more than most tests.
   * Opening its document gives it this page's address; WebKit tells nothing about errors in scripts of about:blank.
   */
  function openRealm(parent, base) {
    const frame = parent.createElement('iframe');
    frame.hidden = true;
    parent.documentElement.append(frame);
    const page = frame.contentDocument.open();
    page.write(`<!doctype html><base href="${base}">`);
    page.close();
    return frame;
  }

  /** Runs a classic script in a realm; what it throws is returned, in a list, for it may be anything. */
  function runScript(realm, source) {
    const thrown = [];
    const onError = (event) => {
      thrown.push(event.error);
      event.preventDefault();
    };
    EventTarget.prototype.addEventListener.call(realm, 'error', onError);
    const script = realm.document.createElement('script');
    script.textContent = source;
    realm.document.documentElement.append(script);
    EventTarget.prototype.removeEventListener.call(realm, 'error', onError);
    return thrown;
  }

  /** `$262`, as far as a page can be a host: no agents, no garbage collector to call. */
  function hostOf(realm) {
    return {
      global: realm,
      IsHTMLDDA: realm.document.all,
      createRealm() {
        return hostOf(openRealm(realm.document, realm.document.baseURI).contentWindow);
      },
      evalScript(source) {
        for (const error of runScript(realm, source)) throw error;
      },
      detachArrayBuffer: (buffer) => void structuredClone(buffer, { transfer: [buffer] }),
    };
  }

  const nameOf = (error) => String(error?.constructor?.name);
  const textOf = (error) => `${nameOf(error)}: ${error?.message ?? String(error)}`.slice(0, 200);

  function startClew(realm, source) {
    runScript(realm, source);
    realm.clew.init({ serviceName: 'conformance', endpoint: location.origin, capture: ['interactions'] });
  }

  /** Starts a trace in the realm and returns what runs a function within it. */
  function enterTrace(realm) {
    const { context, trace } = realm.clew;
    const span = trace.getTracer('conformance').startSpan('test');
    const within = trace.setSpan(context.active(), span);
    return (run) =>
      context.with(within, () => {
        const { get } = Object.getOwnPropertyDescriptor(realm.Promise.prototype, 'constructor');
        if (!get || trace.getSpan(context.active()) !== span)
          throw new Error('The realm is not within a trace.');
        return run();
      });
  }

  /** Loads, runs and judges one test: 'pass' or why not, before its unhandled rejections are counted. */
  async function judge(realm, test, { harness, clew }) {
    if (test.mode !== 'bare') startClew(realm, clew);
    const enter = test.mode === 'traced' ? enterTrace(realm) : (run) => run();
    const reported = new Promise((resolve) => {
      realm.print = (line) => {
        if (String(line).startsWith('Test262:Async')) resolve(String(line));
      };
    });
    realm.$262 = hostOf(realm);
    const prepared = test.isRaw
      ? []
      : runScript(realm, test.includes.map((name) => harness[name]).join('\n'));
    if (prepared.length > 0) return `harness: ${textOf(prepared[0])}`;
    const source = test.isStrict ? `"use strict";\n${test.source}` : test.source;
    // In full: V8 may take the compiled arrow function, and with it the base URL, from an earlier page's realm.
    const address = `${location.origin}/test262/${test.path}`;
    const thrown = test.isModule
      ? await enter(() => realm.eval('(url) => import(url)')(address)).then(
          () => [],
          (error) => [error],
        )
      : enter(() => runScript(realm, source));
    if (test.negative) {
      const names = thrown.map(nameOf);
      return names[0] === test.negative ? 'pass' : `expected ${test.negative}, got ${names[0] ?? 'nothing'}`;
    }
    if (thrown.length > 0) return textOf(thrown[0]);
    if (!test.isAsync) return 'pass';
    const line = await Promise.race([reported, wait(SILENCE_MS)]);
    if (line === undefined) return 'no answer';
    return line === 'Test262:AsyncTestComplete' ? 'pass' : line.slice(0, 200);
  }

  async function runTest(test, sources) {
    const frame = openRealm(document, `${location.origin}/test262/${test.path}`);
    const realm = frame.contentWindow;
    let unhandled = 0;
    EventTarget.prototype.addEventListener.call(realm, 'unhandledrejection', (event) => {
      unhandled++;
      event.preventDefault();
    });
    const verdict = await judge(realm, test, sources);
    await wait(AFTERMATH_MS);
    frame.remove();
    return unhandled ? `${verdict}, ${unhandled} unhandled` : verdict;
  }

  /** Outcomes in the order of the tests; a test that cannot be run at all is the error of the whole list. */
  async function runAll(address, mode) {
    const { tests, ...sources } = await (await fetch(address)).json();
    const outcomes = [];
    let next = 0;
    const lane = async () => {
      while (next < tests.length) {
        const index = next++;
        outcomes[index] = await runTest({ ...tests[index], mode }, sources);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return outcomes;
  }

  window.realms = {
    /** `{ outcomes }` or `{ error }` once all tests have ended; asked for again and again, for drivers wait 30 s at most. */
    result: undefined,
    /** Starts the tests listed at `address`. */
    start(address, mode) {
      runAll(address, mode).then(
        (outcomes) => (window.realms.result = { outcomes }),
        (error) => (window.realms.result = { error: String(error) }),
      );
    },
  };
}
