// What becomes of rejected promises: each case is the list of unhandledrejection and rejectionhandled events it led
// to, with the promise and the reason that the event carried.
{
  /** Late enough for every engine to have reported what nobody handled. */
  const later = (work) => setTimeout(work, 300);
  const handled = (promise) => promise.catch(() => {});
  const pass = () => {};
  class Subclass extends Promise {}

  /** What this run's cases named: promises and reasons, each with its case's list of events. */
  let named = new Map();
  for (const type of ['unhandledrejection', 'rejectionhandled']) {
    addEventListener(type, (event) => {
      const { promise, reason } = event;
      const { label = 'a promise of its own', events } = named.get(promise) ?? {
        events: named.get(reason)?.events,
      };
      if (!events) return;
      event.preventDefault();
      events.push(`${type} of ${label}: ${named.get(reason)?.label ?? reason?.name ?? reason}`);
    });
  }

  const cases = {
    'Promise.reject': ({ reject }) => void reject('p'),
    'throw in executor': ({ watch, reason }) =>
      void watch(
        'p',
        new Promise(() => {
          throw reason('error');
        }),
      ),
    'rejected in a timer': ({ watch, reason }) =>
      void watch('p', new Promise((_, reject) => setTimeout(() => reject(reason('error')), 5))),
    'rejected in a timer, awaited': async ({ watch, reason }) => {
      const promise = watch('p', new Promise((_, reject) => setTimeout(() => reject(reason('error')), 5)));
      await promise.catch(pass);
    },
    'throw in then': ({ watch, reason }) =>
      void watch(
        'derived',
        Promise.resolve().then(() => {
          throw reason('error');
        }),
      ),
    'handled at once': ({ reject }) => void handled(reject('p')),
    'handled in a microtask': ({ reject }) => {
      const promise = reject('p');
      void Promise.resolve().then(() => handled(promise));
    },
    'handled six microtasks later': async ({ reject }) => {
      const promise = reject('p');
      for (let ticks = 0; ticks < 6; ticks++) await null;
      await handled(promise);
    },
    'handled a task later': ({ reject }) => {
      const promise = reject('p');
      later(() => handled(promise));
    },
    'handled a task later by then': ({ reject, watch }) => {
      const promise = reject('p');
      later(() => watch('derived', promise.then(pass)));
    },
    'awaited a task later': ({ reject }) => {
      const promise = reject('p');
      later(async () => {
        try {
          await promise;
        } catch {}
      });
    },
    'awaited a task later, uncaught': ({ reject, watch }) => {
      const promise = reject('p');
      later(() => watch('async', (async () => void (await promise))()));
    },
    'Promise.resolve(rejected)': ({ reject }) => void Promise.resolve(reject('p')),
    'Promise.resolve(rejected), later handled': ({ reject }) => {
      const promise = Promise.resolve(reject('p'));
      later(() => handled(promise));
    },
    'Promise.resolve(rejected subclass)': ({ watch, reason }) =>
      void watch('resolved', Promise.resolve(watch('p', Subclass.reject(reason('error'))))),
    'Subclass.resolve(rejected)': ({ watch, reject }) =>
      void watch('resolved', Subclass.resolve(reject('p'))),
    'Promise.all': ({ reject, watch }) => void watch('all', Promise.all([reject('p'), reject('q'), 1])),
    'Promise.all, handled': ({ reject }) => void handled(Promise.all([reject('p'), reject('q')])),
    'Promise.any': ({ reject, events }) =>
      void Promise.any([reject('p')]).catch(({ errors }) => events.push(errors.length)),
    'Promise.any, unhandled': ({ reject, watch }) => void watch('any', Promise.any([reject('p')])),
    'Promise.race': ({ reject, watch }) => void watch('race', Promise.race([reject('p'), reject('q')])),
    'Promise.race, handled': ({ reject }) => void handled(Promise.race([reject('p'), new Promise(pass)])),
    'Promise.allSettled': ({ reject }) => void Promise.allSettled([reject('p'), reject('q')]),
    'async function': ({ watch, reason }) =>
      void watch(
        'async',
        (async () => {
          throw reason('error');
        })(),
      ),
    'async function, awaited in try': async ({ reason }) => {
      const fails = async () => {
        throw reason('error');
      };
      try {
        await fails();
      } catch {}
    },
    'async function returns a rejected promise': ({ watch, reject }) =>
      void watch('async', (async () => reject('p'))()),
    'await in try': async ({ reject }) => {
      try {
        await reject('p');
      } catch {}
    },
    'await in try, thrown again': ({ watch, reject }) =>
      void watch(
        'async',
        (async () => {
          try {
            await reject('p');
          } finally {
            await null;
          }
        })(),
      ),
    'awaited twice': async ({ reject }) => {
      const promise = reject('p');
      const waits = async () => {
        try {
          await promise;
        } catch {}
      };
      await Promise.all([waits(), waits()]);
    },
    'derived by then': ({ reject, watch }) => void watch('derived', reject('p').then(pass)),
    'derived by finally': ({ reject, watch }) => void watch('derived', reject('p').finally(pass)),
    'derived twice, one handled': ({ reject, watch }) => {
      const promise = reject('p');
      handled(watch('first', promise.then(pass)));
      watch('second', promise.then(pass));
    },
    'then without functions': ({ reject, watch }) => void watch('derived', reject('p').then(undefined, null)),
    'handled, the handler throws': ({ reject, watch, reason }) =>
      void watch(
        'derived',
        reject('p').catch(() => {
          throw reason('another error');
        }),
      ),
    subclass: ({ watch, reason }) => void watch('p', Subclass.reject(reason('error'))),
    'subclass, awaited': async ({ watch, reason }) => {
      try {
        await watch('p', Subclass.reject(reason('error')));
      } catch {}
    },
    'reasons of every kind': ({ watch }) => {
      for (const reason of [undefined, null, 0, 'text', Object.freeze({})])
        watch('p', Promise.reject(reason));
    },
    adopted: ({ reject, watch }) => void watch('outer', new Promise((resolve) => resolve(reject('p')))),
    thenable: ({ watch, reason }) => {
      const thenable = Object.fromEntries([['then', (_, reject) => reject(reason('error'))]]);
      watch('resolved', Promise.resolve(thenable));
    },
    'thenable, awaited': async ({ reason }) => {
      const thenable = Object.fromEntries([['then', (_, reject) => reject(reason('error'))]]);
      try {
        await thenable;
      } catch {}
    },
    'async generator': async ({ reason }) => {
      async function* fails() {
        yield 1;
        throw reason('error');
      }
      try {
        for await (const _ of fails());
      } catch {}
    },
    'async generator, unhandled': ({ reject, watch }) => {
      async function* fails() {
        yield reject('p');
      }
      watch('next', fails().next());
    },
    'for await of promises': async ({ reject }) => {
      try {
        for await (const _ of [Promise.resolve(1), reject('p')]);
      } catch {}
    },
    'frozen promise': ({ reject }) => void Object.freeze(reject('p')),
    'looked at, not handled': ({ reject }) => {
      const promise = reject('p');
      return [promise instanceof Promise, `${promise}`, JSON.stringify(promise), typeof promise.then];
    },
    'fetch of no URL': ({ watch }) => void watch('fetch', fetch('http://')),
    'fetch of no URL, handled later': ({ watch }) => {
      const promise = watch('fetch', fetch('http://'));
      later(() => handled(promise));
    },
    'aborted fetch': ({ watch }) => void watch('fetch', fetch('/', { signal: AbortSignal.abort() })),
    'import of nothing': ({ watch }) => void watch('import', import('/nowhere.js')),
  };

  /** Names promises and reasons for one case. */
  function createTools(events) {
    const name = (value, label) => {
      named.set(value, { label, events });
      return value;
    };
    const watch = (label, promise) => name(promise, label);
    const reason = (label) => name(new Error(label), label);
    const reject = (label) => watch(label, Promise.reject(reason(`error of ${label}`)));
    return { watch, reason, reject, events };
  }

  /** Engines report when they find the time: all cases run at once, each in a task of its own, and wait together. */
  async function runAll() {
    named = new Map();
    const results = {};
    for (const [title, run] of Object.entries(cases)) {
      const events = [];
      results[title] = events;
      setTimeout(async () => events.push((await run(createTools(events))) ?? 'ran'));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return results;
  }

  window.groups.rejections = { all: runAll };
}
