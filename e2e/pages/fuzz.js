// Runs many flows of random asynchronous steps at once, each with a context of its own, none, or that of a click, and
// compares after every step which context is active with the one that the flow began in. Needs `window.clew`.
(() => {
  const FLOW = Symbol('flow');
  const { context, trace } = window.clew;
  const sleep = (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs));
  class Subclass extends Promise {}

  // What flows have in common: promises they all wait for, and a listener that belongs to none of them.
  const settled = [Promise.resolve(1), Promise.reject(new Error('expected'))];
  settled[1].catch(() => {});
  const gates = Array.from({ length: 5 }, openGate);
  const bus = new EventTarget();
  bus.addEventListener('step', ({ detail }) => detail());
  setInterval(() => {
    for (let index = 0; index < gates.length; index++) turn(index);
  }, 10);

  function openGate() {
    const gate = {};
    gate.promise = new Promise((resolve) => (gate.open = resolve));
    return gate;
  }

  /** Lets all pass that wait at a gate; who comes later waits for the next turn. */
  function turn(index) {
    const { open } = gates[index];
    gates[index] = openGate();
    open();
  }

  /** Steps of promises, timers and events. Each returns a promise, which the flow awaits. */
  const steps = {
    'await resolved': () => Promise.resolve(1),
    'await timer': (flow) => sleep(flow.random(12)),
    'await subclass': () => Subclass.resolve(1),
    'await adopted': (flow) => new Promise((resolve) => resolve(sleep(flow.random(5)))),
    'await returned promise': async () => Promise.resolve(1),
    'await shared': () => settled[0],
    'await gate': (flow) => gates[flow.random(5)].promise,
    'open gate': async (flow) => {
      turn(flow.random(5));
      flow.check('after opening a gate');
      await gates[flow.random(5)].promise;
      flow.check('gate');
    },
    'shared.then': (flow) => gates[flow.random(5)].promise.then(() => flow.check('shared.then')),
    'catch rejected': async (flow) => {
      try {
        await Promise.reject(new Error('expected'));
      } catch {
        flow.check('catch');
      } finally {
        flow.check('finally');
      }
    },
    'catch shared': async (flow) => {
      try {
        await settled[1];
      } catch {
        flow.check('catch shared');
      }
    },
    'then, catch, finally': (flow) =>
      sleep(flow.random(4))
        .then(() => {
          flow.check('then');
          throw new Error('expected');
        })
        .catch(() => flow.check('.catch'))
        .finally(() => flow.check('.finally')),
    nested: (flow) => walk(flow, 2),
    detached: async (flow) => {
      const branch = walk(flow, 2);
      flow.check('beside a branch');
      await sleep(flow.random(6));
      flow.check('beside a branch, later');
      await branch;
    },
    'Promise.all': (flow) => Promise.all([walk(flow, 1), sleep(2), walk(flow, 1)]),
    'Promise.race': (flow) => Promise.race([sleep(flow.random(5)), gates[0].promise]),
    'Promise.any': (flow) => Promise.any([settled[1], sleep(flow.random(5))]),
    'Promise.allSettled': () => Promise.allSettled([settled[1], gates[1].promise]),
    'async generator': async (flow) => {
      async function* numbers() {
        yield 1;
        flow.check('generator');
        await sleep(flow.random(4));
        flow.check('generator, later');
        yield gates[2].promise;
        flow.check('generator, at the end');
      }
      for await (const _ of numbers()) flow.check('for await of a generator');
    },
    'for await of promises': async (flow) => {
      for await (const _ of [settled[0], sleep(2), gates[3].promise]) flow.check('for await');
    },
    'driven generator': (flow) => {
      function* program() {
        yield sleep(flow.random(3));
        flow.check('driven generator');
        yield settled[0];
        flow.check('driven generator, later');
      }
      const running = program();
      const next = () => {
        const { value, done } = running.next();
        return done ? settled[0] : value.then(next);
      };
      return next();
    },
    setTimeout: (flow) => called(flow, 'setTimeout', (done) => setTimeout(done, flow.random(8))),
    setInterval: (flow) =>
      called(flow, 'setInterval', (done) => {
        const id = setInterval(() => {
          clearInterval(id);
          done();
        }, 3);
      }),
    queueMicrotask: (flow) => called(flow, 'queueMicrotask', queueMicrotask),
    requestAnimationFrame: (flow) => called(flow, 'requestAnimationFrame', requestAnimationFrame),
    MessageChannel: (flow) =>
      called(flow, 'MessageChannel', (done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(1);
      }),
    'own event': (flow) =>
      called(flow, 'own event', (done) => {
        const target = new EventTarget();
        target.addEventListener('step', done);
        setTimeout(() => target.dispatchEvent(new Event('step')), flow.random(4));
      }),
    'shared event': (flow) =>
      called(flow, 'shared event', (detail) => bus.dispatchEvent(new CustomEvent('step', { detail }))),
    'another context': (flow) => {
      const inner = { ...flow, expected: `${flow.expected} inner` };
      return context.with(context.active().setValue(FLOW, inner.expected), () => walk(inner, 2));
    },
  };

  /** Values that are no promise; a flow awaits them itself, at most four in a row. */
  const values = {
    'await null': () => null,
    'await number': () => 1,
    'await object': () => ({ some: 'object' }),
    'await thenable': () => thenable((resolve) => resolve(1)),
    'await thenable with a timer': (flow) => thenable((resolve) => setTimeout(resolve, flow.random(4))),
  };

  function thenable(then) {
    return Object.fromEntries([['then', then]]);
  }

  function called(flow, step, start) {
    return new Promise((resolve) => {
      start(() => {
        flow.check(step);
        resolve();
      });
    });
  }

  async function walk(flow, length) {
    // A walk within a walk goes on counting: nothing was awaited since.
    let { inRow } = flow;
    for (let taken = 0; taken < length; taken++) {
      const ofValues = flow.mixed && inRow < 4 && flow.random(10) < 3;
      inRow = ofValues ? inRow + 1 : 0;
      const from = ofValues ? values : steps;
      const names = Object.keys(from);
      const name = names[flow.random(names.length)];
      await from[name]({ ...flow, inRow });
      flow.check(name);
    }
  }

  /** Integers below a bound, the same ones for the same seed. @see mulberry32 by Tommy Ettinger */
  function randomOf(seed) {
    let state = seed;
    return (bound) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
    };
  }

  function seenNow() {
    const active = context.active();
    return active.getValue(FLOW) ?? trace.getSpan(active)?.spanContext().spanId;
  }

  let run;

  function startFlow(expected) {
    const index = run.flows++;
    const flow = {
      mixed: run.mixed,
      inRow: 0,
      random: randomOf(run.seed * 1_000 + index),
      expected,
      check(step) {
        const seen = seenNow();
        const verdict = seen === this.expected ? 'right' : seen === undefined ? 'lost' : 'wrong';
        run[verdict]++;
        if (verdict !== 'right')
          run.failures.push(`flow ${index}, ${step}: ${verdict} (${this.expected}, ${seen})`);
      },
    };
    const walked = walk(flow, 12);
    run.walks.push(walked);
    return walked;
  }

  document.querySelector('button').addEventListener('click', () => {
    run.clicks++;
    // The span keeps the interaction open for as long as the flow takes.
    const span = trace.getTracer('fuzz').startSpan('flow');
    void startFlow(seenNow() ?? 'a click').then(() => span.end());
  });

  /** Half a second of beginnings, so that flows meet at different steps; one in four has no context. */
  async function startFlows(count) {
    for (let number = 0; number < count; number++) {
      const name = `flow ${number}`;
      if (number % 4 === 3) startFlow(undefined);
      else context.with(context.active().setValue(FLOW, name), startFlow, undefined, name);
      if (number % 10 === 9) await sleep(20);
    }
  }

  window.fuzz = {
    /** Starts a run and returns at once; clicks on the page's button join it. */
    start(seed, mixed, flowCount) {
      run = { seed, mixed, flows: 0, clicks: 0, right: 0, lost: 0, wrong: 0, failures: [], walks: [] };
      // From a timer: WebDriver's scripts run outside WebKit's own loop, with microtasks between their statements.
      run.started = sleep(0).then(() => startFlows(flowCount));
    },
    /** Resolves when all flows are through. */
    async finish() {
      await run.started;
      await Promise.all(run.walks);
      const { walks, started, failures, ...counts } = run;
      return { ...counts, failures: failures.slice(0, 10) };
    },
  };
})();
