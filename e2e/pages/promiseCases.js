// What a page can find out about promises by asking them.
{
  const thenable = (then) => Object.fromEntries([['then', then]]);
  const errorOf = (work) => {
    try {
      return `no error: ${work()}`;
    } catch (error) {
      return described(error);
    }
  };
  /** V8 names an object in a message by its `constructor`, unless that is an accessor, as it is under Clew. */
  const described = ({ name, message }) => `${name}: ${message.replace('#<Promise>', '[object Promise]')}`;
  const keysIn = (object) => {
    const keys = [];
    for (const key in object) keys.push(key);
    return keys;
  };
  const frameOf = (html = '') =>
    new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = () => resolve(frame.contentWindow);
      frame.srcdoc = `<script>${html}</script>`;
      document.body.append(frame);
    });

  window.groups.promises = {
    'constructor is Promise': () => {
      const promise = Promise.resolve();
      return [
        promise.constructor === Promise,
        Promise.prototype.constructor === Promise,
        promise.constructor.name,
      ];
    },
    'constructor assigned on an instance': () => {
      const promise = Promise.resolve(1);
      promise.constructor = Array;
      const { value, ...flags } = Object.getOwnPropertyDescriptor(promise, 'constructor');
      return [value === Array, flags, Object.keys(promise), promise.constructor === Array];
    },
    'constructor assigned on a frozen instance by strict code': () => {
      // A class is strict code, whatever the script around it is.
      class Assigned extends Array {
        take(promise) {
          promise.constructor = Array;
        }
      }
      return errorOf(() => new Assigned().take(Object.freeze(Promise.resolve(1)))).split(':')[0];
    },
    'constructor assigned on the prototype': () => {
      const before = Object.getOwnPropertyDescriptor(Promise.prototype, 'constructor');
      try {
        Promise.prototype.constructor = Array;
        const { value, ...flags } = Object.getOwnPropertyDescriptor(Promise.prototype, 'constructor');
        return [value === Array, flags, keysIn(Promise.resolve(1))];
      } finally {
        Object.defineProperty(Promise.prototype, 'constructor', before);
      }
    },
    'constructor assigned on a function’s prototype': () => {
      function Old() {}
      Old.prototype = Object.create(Promise.prototype);
      Old.prototype.constructor = Old;
      return [new Old() instanceof Promise, new Old().constructor === Old, keysIn(new Old())];
    },
    'constructor decides the species': async () => {
      const promise = Promise.resolve(1);
      let made = 0;
      function Species(executor) {
        made++;
        return new Promise(executor);
      }
      promise.constructor = { [Symbol.species]: Species };
      const derived = promise.then((value) => value + 1);
      return [made, await derived, await promise];
    },
    'species of a subclass': async () => {
      let read = 0;
      class Plain extends Promise {
        static get [Symbol.species]() {
          read++;
          return Promise;
        }
      }
      const derived = Plain.resolve(1).then();
      const final = Plain.resolve(1).finally(() => {});
      return [derived instanceof Plain, final instanceof Plain, await derived, read];
    },
    subclass: async () => {
      const calls = [];
      class Recorded extends Promise {
        constructor(executor) {
          super(executor);
          calls.push('constructed');
        }
        // biome-ignore lint/suspicious/noThenProperty: a subclass may replace it.
        then(...reactions) {
          calls.push('then');
          return super.then(...reactions);
        }
      }
      const promise = Recorded.resolve(1);
      const results = [
        await promise,
        await promise.then((value) => value + 1),
        await promise.catch(() => {}),
      ];
      await Promise.all([promise, Recorded.resolve(2)]);
      await Recorded.all([1, promise]);
      await Promise.resolve(promise);
      return [...results, calls, promise.then() instanceof Recorded, promise.constructor === Recorded];
    },
    thenables: async () => {
      const calls = [];
      const counted = thenable(function (...given) {
        const [resolve, reject] = given;
        calls.push([given.map((argument) => typeof argument), this === counted]);
        resolve('value');
        reject('ignored');
      });
      return [await counted, await Promise.resolve(counted), await Promise.all([counted]), calls];
    },
    'thenable that throws': () =>
      errorOfAwait(
        thenable(() => {
          throw new RangeError('expected');
        }),
      ),
    'await of what only inherits from a promise': async () => {
      const imitation = Object.create(Promise.prototype);
      return errorOfAwait(imitation);
    },
    'then on no promise': () => [
      errorOf(() => Promise.prototype.then.call(1)),
      errorOf(() => Promise.prototype.then.call(Object.create(Promise.prototype))),
      errorOf(() => Promise.prototype.catch.call(1)),
      errorOf(() => Promise.resolve.call(1)),
      errorOf(() => Promise.call(undefined, () => {})),
      errorOf(() => new Promise()),
      errorOf(() => new Promise.prototype.then()),
    ],
    'arguments of reactions': async () => {
      const seen = [];
      const keep = function (...given) {
        seen.push([this === undefined || this === window, given]);
      };
      await Promise.resolve('value').then(keep);
      await Promise.reject('reason').catch(keep);
      await Promise.resolve('value').finally(keep);
      return seen;
    },
    'Promise.resolve returns promises as they are': () => {
      class Subclass extends Promise {}
      const [plain, special] = [Promise.resolve(1), Subclass.resolve(1)];
      return [
        Promise.resolve(plain) === plain,
        Subclass.resolve(special) === special,
        Promise.resolve(special) === special,
        Subclass.resolve(plain) === plain,
      ];
    },
    'what a promise shows': () => {
      const promise = Promise.resolve(1);
      return [
        Object.keys(promise),
        keysIn(promise),
        Reflect.ownKeys(promise),
        Reflect.ownKeys(Promise.prototype).map(String).sort(),
        Object.keys(Promise.prototype),
        Reflect.ownKeys(Promise).map(String).sort(),
        String(promise),
        JSON.stringify(promise),
        'constructor' in promise,
        Object.hasOwn(promise, 'constructor'),
        errorOf(() => structuredClone(promise)),
      ];
    },
    'copies of prototypes': () => {
      const copy = { ...Promise.prototype };
      const assigned = Object.assign({}, Promise.prototype);
      return [Object.keys(copy), Object.keys(assigned)];
    },
    'promises of an iframe': async () => {
      const other = await frameOf(
        'var promise = Promise.resolve("theirs"); var later = async (work) => await work',
      );
      const { promise, later } = other;
      const own = Promise.resolve('own');
      return [
        await promise,
        await promise.then((value) => `${value}, chained`),
        await Promise.prototype.then.call(promise, (value) => `${value}, borrowed`),
        await other.Promise.prototype.then.call(own, (value) => `${value}, lent`),
        await later(own),
        await later(promise),
        promise instanceof Promise,
        promise.constructor === other.Promise,
        Promise.resolve(promise) === promise,
        other.Promise.resolve(own) === own,
        own.then.call(promise, () => {}).constructor === other.Promise,
      ];
    },
    'checks of core-js': () => {
      const promise = new Promise((resolve) => resolve(1));
      function FakePromise(executor) {
        executor(
          () => {},
          () => {},
        );
      }
      promise.constructor = { [Symbol.species]: FakePromise };
      const iterated = [];
      const iterable = {
        [Symbol.iterator]: () => ({
          next: () => ({ done: iterated.push('next') > 2, value: 1 }),
          return: () => iterated.push('return'),
        }),
      };
      Promise.all(iterable);
      return [
        promise.then(() => {}) instanceof FakePromise,
        /native code/.test(Promise),
        /native code/.test(Promise.prototype.then),
        /native code/.test(Promise.resolve),
        Promise.prototype.then.length,
        Promise.resolve.name,
        typeof PromiseRejectionEvent,
        Promise.prototype[Symbol.toStringTag],
        Object.prototype.toString.call(promise),
        iterated,
      ];
    },
    'methods of today': () =>
      ['withResolvers', 'try'].map((name) => [
        typeof Promise[name],
        Promise[name]?.length,
        Promise[name]?.name,
      ]),
    'a subclass as ES5 writes it': async () => {
      function Old(executor) {
        return Reflect.construct(Promise, [executor], new.target ?? Old);
      }
      Object.setPrototypeOf(Old, Promise);
      Old.prototype = Object.create(Promise.prototype, {
        constructor: { value: Old, writable: true, configurable: true },
      });
      const promise = new Old((resolve) => resolve(1));
      return [
        await promise,
        promise.then() instanceof Old,
        promise.constructor === Old,
        await Old.all([promise]),
      ];
    },
    'a patch of then by the page': async () => {
      const { then } = Promise.prototype;
      let calls = 0;
      // biome-ignore lint/suspicious/noThenProperty: pages do this.
      Promise.prototype.then = function (...reactions) {
        calls++;
        return then.apply(this, reactions);
      };
      try {
        await Promise.resolve(1);
        await (async () => 1)();
        Promise.resolve(1).catch(() => {});
        return calls;
      } finally {
        // biome-ignore lint/suspicious/noThenProperty: as it was.
        Promise.prototype.then = then;
      }
    },
  };

  async function errorOfAwait(value) {
    try {
      return `no error: ${await value}`;
    } catch (error) {
      return described(error);
    }
  }
}
