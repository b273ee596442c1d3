// Recorded orders of microtasks: each program writes to a log from several flows at once, and the log is its result.
{
  const thenable = (then) => Object.fromEntries([['then', then]]);
  const done = Promise.resolve();
  class Subclass extends Promise {}

  /** Logs one letter a microtask, as a ruler beside what a program does. */
  function ruler(log, letter, length = 10) {
    let tick = 0;
    const next = () => {
      log.push(`${letter}${++tick}`);
      if (tick < length) done.then(next);
    };
    done.then(next);
  }

  const programs = {
    'two chains': (log) => {
      ruler(log, 'a');
      ruler(log, 'b');
    },
    'await and then': (log) => {
      ruler(log, 'a');
      (async () => {
        for (let turn = 0; turn < 4; turn++) {
          await done;
          log.push(`await ${turn}`);
        }
      })();
    },
    'await null and then': (log) => {
      ruler(log, 'a');
      (async () => {
        for (let turn = 0; turn < 4; turn++) {
          await null;
          log.push(`await ${turn}`);
        }
      })();
    },
    'await thenable': (log) => {
      ruler(log, 'a');
      (async () => {
        await thenable((resolve) => {
          log.push('then called');
          resolve();
        });
        log.push('awaited');
      })();
    },
    'await subclass': (log) => {
      ruler(log, 'a');
      (async () => {
        await Subclass.resolve();
        log.push('awaited');
      })();
    },
    'await async function': (log) => {
      ruler(log, 'a');
      const inner = async () => 1;
      (async () => {
        await inner();
        log.push('awaited');
      })();
    },
    'async function returns promise': (log) => {
      ruler(log, 'a');
      (async () => done)().then(() => log.push('returned'));
    },
    'async function returns await': (log) => {
      ruler(log, 'a');
      (async () => await done)().then(() => log.push('returned'));
    },
    'resolve with promise': (log) => {
      ruler(log, 'a');
      new Promise((resolve) => resolve(done)).then(() => log.push('adopted'));
    },
    'resolve with thenable': (log) => {
      ruler(log, 'a');
      Promise.resolve(thenable((resolve) => resolve())).then(() => log.push('adopted'));
    },
    'then returns promise': (log) => {
      ruler(log, 'a');
      done.then(() => done).then(() => log.push('returned'));
    },
    'then returns thenable': (log) => {
      ruler(log, 'a');
      done.then(() => thenable((resolve) => resolve())).then(() => log.push('returned'));
    },
    'catch and finally': (log) => {
      ruler(log, 'a');
      Promise.reject(1)
        .finally(() => log.push('finally'))
        .catch(() => log.push('catch'))
        .finally(() => done)
        .then(() => log.push('then'));
    },
    'rejection passes': (log) => {
      ruler(log, 'a');
      Promise.reject(1)
        .then(() => log.push('never'))
        .then(undefined, () => log.push('rejected'));
    },
    'await in try': (log) => {
      ruler(log, 'a');
      (async () => {
        try {
          await Promise.reject(1);
        } catch {
          log.push('caught');
        } finally {
          await done;
          log.push('finally');
        }
      })();
    },
    'queueMicrotask between': (log) => {
      ruler(log, 'a');
      queueMicrotask(() => {
        log.push('microtask');
        queueMicrotask(() => log.push('inner microtask'));
        done.then(() => log.push('then'));
      });
      (async () => {
        await done;
        log.push('awaited');
        queueMicrotask(() => log.push('microtask after await'));
      })();
    },
    'three waiters': (log) => {
      let open;
      const gate = new Promise((resolve) => (open = resolve));
      const wait = async (name) => {
        await gate;
        log.push(name);
        await null;
        log.push(`${name} again`);
      };
      wait('first');
      gate.then(() => log.push('then'));
      wait('second');
      wait('third');
      ruler(log, 'a', 2);
      open();
    },
    'waiters of two gates': (log) => {
      const opens = [];
      const gates = [0, 1].map((index) => new Promise((resolve) => (opens[index] = resolve)));
      gates.map(async (gate, index) => {
        await gate;
        log.push(`gate ${index}`);
        await gates[1 - index];
        log.push(`other than ${index}`);
      });
      opens[1]();
      log.push('one is open');
      opens[0]();
    },
    'settled in a timer': (log) => {
      setTimeout(() => {
        log.push('timer');
        done.then(() => log.push('then of the timer'));
      });
      setTimeout(() => log.push('second timer'));
      (async () => {
        await new Promise((resolve) => setTimeout(resolve));
        log.push('awaited timer');
      })();
    },
    'Promise.all': (log) => {
      ruler(log, 'a');
      Promise.all([done, 1, thenable((resolve) => resolve())]).then(() => log.push('all'));
    },
    'Promise.all of none': (log) => {
      ruler(log, 'a');
      Promise.all([]).then(() => log.push('all'));
    },
    'Promise.any': (log) => {
      ruler(log, 'a');
      Promise.any([Promise.reject(1), done]).then(() => log.push('any'));
    },
    'Promise.race': (log) => {
      ruler(log, 'a');
      Promise.race([new Promise(() => {}), done, 1]).then(() => log.push('race'));
    },
    'Promise.allSettled': (log) => {
      ruler(log, 'a');
      Promise.allSettled([Promise.reject(1), done]).then(() => log.push('settled'));
    },
    'await Promise.all': (log) => {
      ruler(log, 'a');
      const worker = async (name) => {
        await done;
        log.push(name);
        return name;
      };
      (async () => log.push(...(await Promise.all(['x', 'y', 'z'].map(worker)))))();
    },
    'async generator': (log) => {
      ruler(log, 'a', 14);
      async function* numbers() {
        log.push('begins');
        yield 1;
        log.push('goes on');
        yield done;
        yield* [2, 3];
      }
      (async () => {
        for await (const value of numbers()) log.push(`got ${value}`);
        log.push('ends');
      })();
    },
    'async generator asked ahead': (log) => {
      ruler(log, 'a', 14);
      async function* numbers() {
        yield 1;
        yield 2;
      }
      const running = numbers();
      for (let turn = 0; turn < 3; turn++) running.next().then(({ value }) => log.push(`next ${value}`));
      running.return('early').then(({ value }) => log.push(`return ${value}`));
    },
    'async generator breaks': (log) => {
      ruler(log, 'a', 14);
      async function* numbers() {
        try {
          yield 1;
          yield 2;
        } finally {
          log.push('cleans up');
          await done;
          log.push('cleaned up');
        }
      }
      (async () => {
        for await (const _ of numbers()) break;
        log.push('left');
      })();
    },
    'for await of promises': (log) => {
      ruler(log, 'a', 14);
      (async () => {
        for await (const value of [done, 1, Promise.resolve(2)]) log.push(`got ${value}`);
      })();
    },
    'for await of an async iterator': (log) => {
      ruler(log, 'a', 14);
      let left = 2;
      const iterator = { next: () => ({ done: left-- === 0, value: left }) };
      (async () => {
        for await (const value of { [Symbol.asyncIterator]: () => iterator }) log.push(`got ${value}`);
      })();
    },
    'nested async functions': (log) => {
      ruler(log, 'a', 14);
      const nest = async (depth) => {
        if (depth > 0) await nest(depth - 1);
        log.push(`depth ${depth}`);
      };
      nest(3);
      nest(1);
    },
    MutationObserver: (log) => {
      const node = document.createElement('i');
      done.then(() => log.push('before'));
      new MutationObserver(() => {
        log.push('observed');
        done.then(() => log.push('then of the observer'));
      }).observe(node, { attributes: true });
      node.title = 'changed';
      done.then(() => log.push('after'));
      ruler(log, 'a', 3);
    },
    'dispatched event': (log) => {
      const target = new EventTarget();
      target.addEventListener('step', () => {
        log.push('first');
        done.then(() => log.push('then of first'));
      });
      target.addEventListener('step', async () => {
        log.push('second');
        await done;
        log.push('await of second');
      });
      target.dispatchEvent(new Event('step'));
      log.push('dispatched');
    },
    'event dispatched by the browser': (log) => {
      const { port1, port2 } = new MessageChannel();
      for (const name of ['first', 'second'])
        port1.addEventListener('message', () => {
          log.push(name);
          done.then(() => log.push(`then of ${name}`));
        });
      port1.start();
      port2.postMessage(1);
    },
    'then getter': (log) => {
      ruler(log, 'a');
      const counted = {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about.
        get then() {
          log.push('then read');
          return (resolve) => resolve();
        },
      };
      (async () => {
        await counted;
        log.push('awaited');
      })();
    },
    'constructor getter': (log) => {
      ruler(log, 'a');
      const promise = Promise.resolve();
      Object.defineProperty(promise, 'constructor', {
        get() {
          log.push('constructor read');
          return Promise;
        },
      });
      promise.then(() => log.push('then'));
      (async () => {
        await promise;
        log.push('awaited');
        Promise.resolve(promise);
        promise.finally(() => log.push('finally'));
      })();
    },
    'await within with': (log) => {
      ruler(log, 'a', 12);
      const within = window.clew
        ? (work) => clew.context.with(clew.context.active(), work)
        : (work) => work();
      (async () => {
        await within(async () => {
          await null;
          log.push('inside');
          await done;
          log.push('inside still');
        });
        log.push('outside');
      })();
    },
  };

  /** Each program has a task of its own, which ends when its microtasks have run; only messages take longer. */
  async function runAll() {
    const logs = {};
    for (const [title, run] of Object.entries(programs)) {
      logs[title] = [];
      setTimeout(() => {
        run(logs[title]);
        logs[title].push('synchronous end');
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return Object.fromEntries(Object.entries(logs).map(([title, log]) => [title, log.join(', ')]));
  }

  window.groups.microtasks = { all: runAll };
}
