// Runs the Promises/A+ tests in this page against its native Promise: bare, with Clew at rest, or within a trace.
// `suite` holds the package's test files, each as a CommonJS module function.
{
  const assert = (value) => assert.strictEqual(Boolean(value), true);
  assert.strictEqual = (actual, expected) => {
    if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
  };
  assert.notStrictEqual = (actual, expected) => {
    if (actual === expected) throw new Error(`expected anything but ${String(expected)}`);
  };

  const loaded = { assert: { exports: assert }, sinon: { exports: window.sinon } };

  function load(name) {
    if (!loaded[name]) {
      loaded[name] = { exports: {} };
      window.suite[name](
        (path) => load(path.replace(/^.*\//, '')),
        loaded[name],
        loaded[name].exports,
        window,
      );
    }
    return loaded[name].exports;
  }

  window.adapter = {
    resolved: (value) => Promise.resolve(value),
    rejected: (reason) => Promise.reject(reason),
    deferred() {
      const { promise, resolve, reject } = Promise.withResolvers();
      return { promise, resolve, reject };
    },
  };

  /** A test of the suite waits for a tenth of a second; on a busy machine everything takes longer. */
  const TIMEOUT_MS = 10_000;

  function runSuite() {
    window.mocha.setup({ ui: 'bdd', timeout: TIMEOUT_MS, reporter: function Silent() {} });
    for (const name of Object.keys(window.suite)) if (/^\d/.test(name)) load(name);
    return new Promise((resolve) => {
      let passed = 0;
      const failures = [];
      const span = window.clew?.trace.getSpan(window.clew.context.active());
      const isTraced = () =>
        Boolean(span) && window.clew.trace.getSpan(window.clew.context.active()) === span;
      window.mocha
        .run()
        .on('pass', () => passed++)
        .on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${error.message}`))
        .on('end', () => resolve({ passed, failures, isTraced: isTraced() }));
    });
  }

  function runTraced() {
    const { context, trace } = window.clew;
    const span = trace.getTracer('conformance').startSpan('Promises/A+');
    return context.with(trace.setSpan(context.active(), span), runSuite);
  }

  window.promisesAplus = {
    /** What {@link start} found, once it has ended; asked for again and again, for drivers wait 30 s at most. */
    result: undefined,
    start(mode) {
      (mode === 'traced' ? runTraced() : runSuite()).then((result) => (window.promisesAplus.result = result));
    },
  };
}
