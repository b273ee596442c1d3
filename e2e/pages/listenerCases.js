// Listeners: how often, in which order and as what the page's own functions are called.
{
  // As Clew's head script left it: what is added through it was added past Clew, as by code that ran before.
  const { early } = window;

  /** A target, and the calls that its listeners note. */
  const newTarget = () => ({ target: new EventTarget(), calls: [] });
  const fire = (target) => target.dispatchEvent(new Event('x'));

  window.groups.listeners = {
    'a listener added before Clew and again after it is called once, and gone when it is removed': () => {
      const { target, calls } = newTarget();
      const listener = () => calls.push('called');
      early.add.call(target, 'x', listener);
      target.addEventListener('x', listener);
      target.addEventListener('x', () => calls.push('next'));
      fire(target);
      target.removeEventListener('x', listener);
      fire(target);
      return calls;
    },
    'a listener added after Clew and again past it is gone when it is removed': () => {
      const { target, calls } = newTarget();
      const listener = () => calls.push('called');
      target.addEventListener('x', listener, true);
      target.removeEventListener('x', listener, true);
      early.add.call(target, 'x', listener, true);
      target.removeEventListener('x', listener, { capture: true });
      fire(target);
      return calls;
    },
    'a listener added before Clew for one phase stays when it is removed from the other': () => {
      const { target, calls } = newTarget();
      const listener = () => calls.push('called');
      early.add.call(target, 'x', listener);
      target.addEventListener('x', listener, true);
      target.removeEventListener('x', listener, true);
      fire(target);
      return calls;
    },
    'a listener is called once after `once`, and not after its signal': () => {
      const { target, calls } = newTarget();
      const listener = () => calls.push('called');
      for (let i = 0; i < 2; i++) {
        target.addEventListener('x', listener, { once: true });
        fire(target);
        fire(target);
      }
      const controller = new AbortController();
      target.addEventListener('x', listener, { signal: controller.signal });
      controller.abort();
      fire(target);
      return calls;
    },
    'an object without a handleEvent to call makes no error but the one of the browser': async () => {
      const errors = [];
      const note = (event) => {
        errors.push(event.message);
        event.preventDefault();
      };
      addEventListener('error', note);
      const { target } = newTarget();
      const failing = {
        get handleEvent() {
          throw new RangeError('expected');
        },
      };
      for (const listener of [{}, { handleEvent: null }, { handleEvent: {} }, failing])
        target.addEventListener('x', listener);
      fire(target);
      await new Promise((resolve) => setTimeout(resolve, 10));
      removeEventListener('error', note);
      return errors;
    },
    'an object listener is called as itself, by the handleEvent that it has at the time': () => {
      const { target, calls } = newTarget();
      const listener = {};
      target.addEventListener('x', listener);
      for (const name of ['first', 'second']) {
        listener.handleEvent = function (...args) {
          calls.push(name, this === listener, args[0].currentTarget === target, args.length);
        };
        fire(target);
      }
      return calls;
    },
    "a window's handlers are read back from the body, and the other way round": () => {
      const owners = { window, body: document.body };
      const names = ['onload', 'onerror', 'onmessage', 'onpopstate', 'onhashchange', 'onfocus', 'onblur'];
      return names.flatMap((name) =>
        Object.keys(owners).flatMap((writer) => {
          const before = window[name];
          const handler = () => {};
          owners[writer][name] = handler;
          const read = Object.keys(owners).map((reader) => `${reader}: ${owners[reader][name] === handler}`);
          window[name] = before;
          return [name, writer, ...read];
        }),
      );
    },
    "a frame's listeners and handlers are called while it is there, and their errors are told to it":
      async () => {
        const told = [];
        const frame = document.body.appendChild(document.createElement('iframe'));
        const subject = document.createElement('p');
        Object.assign(frame.contentWindow, { subject, told });
        for (const [name, view] of Object.entries({ top: window, frame: frame.contentWindow }))
          view.onerror = (message) => told.push(`${name}: ${message}`) > 0;
        frame.contentWindow.eval(`
        subject.addEventListener('x', () => { told.push('listener'); throw new Error('of the listener'); });
        subject.addEventListener('x', { handleEvent: () => told.push('object') });
        subject.onclick = () => { told.push('handler'); throw new Error('of the handler'); };
        const removed = () => told.push('removed');
        subject.addEventListener('x', removed);
        subject.removeEventListener('x', removed);`);
        const useAll = () => {
          fire(subject);
          subject.click();
        };
        useAll();
        frame.remove();
        await new Promise((resolve) => setTimeout(resolve, 10));
        useAll();
        window.onerror = null;
        return told;
      },
    'listeners and handlers are added where the page replaced WebSocket by an object': () => {
      const { WebSocket } = window;
      window.WebSocket = {};
      try {
        const { target, calls } = newTarget();
        target.addEventListener('x', () => calls.push('listener'));
        fire(target);
        document.body.onclick = () => calls.push('handler');
        document.body.click();
        return calls;
      } finally {
        window.WebSocket = WebSocket;
        document.body.onclick = null;
      }
    },
  };
}
