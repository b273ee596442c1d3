// One entry per way in which a browser continues work later. Each gets `done`, to be called in the continuation;
// an engine that lacks the API answers 'absent'.
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const absent = (missing) => (missing ? 'absent' : undefined);
const once = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

window.hops = {
  direct: (done) => done(),
  setTimeout: (done) => void setTimeout(done, 5),
  setInterval: (done) => {
    const id = setInterval(() => {
      clearInterval(id);
      done();
    }, 5);
  },
  'promise.then': (done) => void wait(5).then(done),
  catch: (done) =>
    void wait(5)
      .then(() => Promise.reject(1))
      .catch(done),
  finally: (done) => void wait(5).finally(done),
  'await resolved': async (done) => {
    await Promise.resolve(1);
    done();
  },
  'await sleep': async (done) => {
    await wait(10);
    await wait(10);
    done();
  },
  'await fetch + text': async (done) => {
    const response = await fetch('/api/text');
    await response.text();
    done();
  },
  'await null': async (done) => {
    await null;
    await 1;
    done();
  },
  'await null after sleep': async (done) => {
    await wait(5);
    await null;
    await null;
    done();
  },
  'await thenable': async (done) => {
    await Object.fromEntries([['then', (resolve) => resolve(1)]]);
    done();
  },
  'await rejected': async (done) => {
    try {
      await wait(5).then(() => Promise.reject(new Error('expected')));
    } catch {
      done();
    }
  },
  'nested async': async (done) => {
    const inner = async () => {
      await wait(5);
      await (async () => await wait(5))();
    };
    await inner();
    done();
  },
  'for await': async (done) => {
    for await (const _ of [wait(2), wait(4)]);
    done();
  },
  'async generator': async (done) => {
    async function* numbers() {
      yield await wait(3);
      yield 2;
    }
    for await (const _ of numbers());
    done();
  },
  'Promise.all': async (done) => {
    await Promise.all([wait(2), wait(4)]);
    done();
  },
  'Promise.any': async (done) => {
    await Promise.any([wait(2), wait(4)]);
    done();
  },
  'Promise.race': async (done) => {
    await Promise.race([wait(2), wait(4)]);
    done();
  },
  'Promise.allSettled': async (done) => {
    await Promise.allSettled([wait(2), Promise.reject(1)]);
    done();
  },
  'await subclass': async (done) => {
    class Deferred extends Promise {}
    await new Deferred((resolve) => setTimeout(resolve, 5));
    done();
  },
  requestAnimationFrame: (done) => void requestAnimationFrame(() => done()),
  requestIdleCallback: (done) =>
    absent(!window.requestIdleCallback) ?? void requestIdleCallback(() => done(), { timeout: 50 }),
  queueMicrotask: (done) => queueMicrotask(() => done()),
  MutationObserver: (done) => {
    const node = document.createElement('i');
    new MutationObserver(() => done()).observe(node, { attributes: true });
    node.title = 'changed';
  },
  MessageChannel: (done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done();
    port2.postMessage(1);
  },
  BroadcastChannel: (done) => {
    const [from, to] = [new BroadcastChannel('hop'), new BroadcastChannel('hop')];
    to.onmessage = () => {
      done();
      from.close();
      to.close();
    };
    from.postMessage(1);
  },
  'window.postMessage': (done) => {
    once(window, 'message').then(done);
    window.postMessage('hop', '*');
  },
  'XHR onload': (done) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/api/text');
    xhr.onload = () => done();
    xhr.send();
  },
  'XHR addEventListener': (done) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/api/text');
    xhr.addEventListener('loadend', () => done());
    xhr.send();
  },
  'custom EventTarget': (done) => {
    const target = new EventTarget();
    target.addEventListener('ready', () => done());
    setTimeout(() => target.dispatchEvent(new Event('ready')), 5);
  },
  'image onload': (done) => {
    const image = new Image();
    image.onload = () => done();
    image.src = `/pixel.svg?${performance.now()}`;
  },
  ResizeObserver: (done) => {
    const node = document.body.appendChild(document.createElement('div'));
    new ResizeObserver((_, observer) => {
      observer.disconnect();
      done();
    }).observe(node);
  },
  IntersectionObserver: (done) => {
    const node = document.body.appendChild(document.createElement('div'));
    new IntersectionObserver((_, observer) => {
      observer.disconnect();
      done();
    }).observe(node);
  },
  'canvas.toBlob': (done) => document.createElement('canvas').toBlob(() => done()),
  'navigator.locks': (done) =>
    absent(!navigator.locks) ?? void navigator.locks.request('hop', { mode: 'shared' }, () => done()),
  'DataTransferItem.getAsString': (done) => {
    const { items } = new DataTransfer();
    items.add('hop', 'text/plain');
    items[0].getAsString(() => done());
  },
  FileReader: (done) => {
    const reader = new FileReader();
    reader.onload = () => done();
    reader.readAsText(new Blob(['hop']));
  },
  'scheduler.postTask': (done) =>
    absent(!window.scheduler?.postTask) ?? void scheduler.postTask(() => done()),
  'scheduler.yield': async (done) => {
    if (!window.scheduler?.yield) return 'absent';
    await scheduler.yield();
    done();
  },
  'dynamic import': async (done) => {
    await import(`/module.js?${performance.now()}`);
    done();
  },
  'crypto.subtle': async (done) => {
    await crypto.subtle.digest('SHA-256', new Uint8Array(64));
    done();
  },
  'stream reader': async (done) => {
    const reader = new Response('hop').body.getReader();
    while (!(await reader.read()).done);
    done();
  },
  'animation.finished': async (done) => {
    await document.body.animate([{ opacity: 0.9 }, { opacity: 1 }], 10).finished;
    done();
  },
  'animation.onfinish': (done) => {
    document.body.animate([{ opacity: 0.9 }, { opacity: 1 }], 10).onfinish = () => done();
  },
  IndexedDB: (done) => {
    const request = indexedDB.open('hop', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('hops');
    request.onsuccess = () => {
      const database = request.result;
      const transaction = database.transaction('hops', 'readwrite');
      transaction.objectStore('hops').put(1, 1);
      transaction.oncomplete = () => {
        database.close();
        done();
      };
    };
  },
  'worker reply': (done) => {
    const worker = new Worker('/worker.js');
    worker.onmessage = () => {
      worker.terminate();
      done();
    };
    worker.postMessage(1);
  },
  startViewTransition: (done) => {
    // WebKitGTK 2.50 without a GPU crashes on a view transition, with or without Clew.
    const isWebKitGtk = /Linux.*Safari/.test(navigator.userAgent) && !/Chrome/.test(navigator.userAgent);
    if (!document.startViewTransition || isWebKitGtk) return 'absent';
    const transition = document.startViewTransition(() => done());
    // Its overlay would take the next click.
    transition.updateCallbackDone.then(() => transition.skipTransition());
  },
  'navigation.finished': async (done) => {
    if (!window.navigation) return 'absent';
    navigation.addEventListener('navigate', (event) => event.intercept({ handler: () => wait(2) }), {
      once: true,
    });
    await navigation.navigate('#hop', { history: 'replace' }).finished;
    done();
  },
  'custom element callback': (done) => {
    const name = `hop-${Math.floor(performance.now() * 1000)}`;
    const element = document.createElement(name);
    customElements.define(
      name,
      class extends HTMLElement {
        connectedCallback() {
          done();
        }
      },
    );
    document.body.append(element);
  },
  EventSource: (done) => {
    const source = new EventSource('/events');
    source.onmessage = () => {
      source.close();
      done();
    };
  },
  WebSocket: (done) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`);
    // The server refuses the upgrade: an error event continues the work as well as a message does.
    socket.onerror = () => done();
  },
  AbortSignal: (done) => {
    const controller = new AbortController();
    controller.signal.onabort = () => done();
    setTimeout(() => controller.abort(), 5);
  },
  'AbortSignal.timeout': (done) => AbortSignal.timeout(5).addEventListener('abort', () => done()),
};

// A button for each; its handler asks the server before and after the hop.
for (const [name, hop] of Object.entries(window.hops)) {
  // The prefix keeps the ids off window's names: an element called requestIdleCallback would be one.
  const button = document.createElement('button');
  button.id = `hop-${name}`.replace(/\W+/g, '-');
  button.textContent = name;
  button.addEventListener('click', () => {
    const ask = (at) => fetch(`/api/hop?name=${encodeURIComponent(name)}&at=${at}`);
    ask('start');
    Promise.resolve(hop(() => ask('end'))).then((answer) => answer === 'absent' && ask('absent'));
  });
  document.body.append(button);
}

// Work that no click caused goes on beside it all the time.
(async () => {
  for (;;) {
    await wait(50);
    await fetch('/api/hop?name=poll&at=poll');
    await null;
  }
})();
