// Errors that the page's own callbacks throw: what window.onerror and `error` listeners are told about them.
{
  let told = [];
  let thrown;

  window.onerror = (message, source, line, column, error) => {
    told.push(
      `onerror: ${message} at ${new URL(source).pathname}:${line}:${column}, same error: ${error === thrown}`,
    );
    return true;
  };
  addEventListener('error', ({ message, error }) =>
    told.push(`error: ${message}, same error: ${error === thrown}`),
  );
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason === thrown) told.push('unhandledrejection');
  });

  function fail() {
    thrown = new RangeError('expected');
    throw thrown;
  }

  const cases = {
    setTimeout: () => void setTimeout(fail),
    'setTimeout of text': () => {
      window.failInText = fail;
      setTimeout('failInText()');
    },
    setInterval: () => {
      const id = setInterval(() => {
        clearInterval(id);
        fail();
      }, 2);
    },
    requestAnimationFrame: () => void requestAnimationFrame(fail),
    queueMicrotask: () => queueMicrotask(fail),
    listener: () => dispatched((target) => target.addEventListener('step', fail)),
    handleEvent: () => dispatched((target) => target.addEventListener('step', { handleEvent: fail })),
    'two listeners': () =>
      dispatched((target) => {
        target.addEventListener('step', fail);
        target.addEventListener('step', () => told.push('second listener'));
      }),
    'two listeners that throw': () =>
      dispatched((target) => {
        target.addEventListener('step', fail);
        target.addEventListener('step', () => fail());
      }),
    'onclick property': () => {
      const button = document.createElement('button');
      button.onclick = fail;
      button.click();
    },
    'onclick attribute': () => {
      const button = document.createElement('button');
      window.failInText = fail;
      button.setAttribute('onclick', 'failInText()');
      button.click();
    },
    'window listener': () => {
      addEventListener('step', fail, { once: true });
      dispatchEvent(new Event('step'));
    },
    MessageChannel: () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = fail;
      port2.postMessage(1);
    },
    'MessageChannel listener': () => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', fail);
      port1.start();
      port2.postMessage(1);
    },
    MutationObserver: () => {
      const node = document.createElement('i');
      new MutationObserver(fail).observe(node, { attributes: true });
      node.title = 'changed';
    },
    'XHR onload': () => {
      const xhr = new XMLHttpRequest();
      xhr.onload = fail;
      xhr.open('GET', '/errorCases.js');
      xhr.send();
    },
    'async function': () => void (async () => fail())(),
    'async function after await': () =>
      void (async () => {
        await null;
        fail();
      })(),
    'promise reaction': () => void Promise.resolve().then(fail),
    'something that is no error': () =>
      void setTimeout(() => {
        thrown = 'text';
        throw thrown;
      }),
  };

  /** An event of the script's own making: the listener's error must not reach the code that dispatches. */
  function dispatched(listen) {
    const target = new EventTarget();
    listen(target);
    try {
      target.dispatchEvent(new Event('step'));
      told.push('dispatched');
    } catch {
      told.push('thrown at the dispatcher');
    }
  }

  /** Where an error comes from is its stack's first line in every engine: the function's name and its file. */
  function isUsable(stack) {
    return /fail.*errorCases\.js:\d+:\d+/.test(stack.split('\n').find((line) => line.includes('fail')) ?? '');
  }

  /** Every case throws; one that throws twice does so in one task. */
  async function untilTold() {
    const deadlineMs = performance.now() + 2_000;
    const isTold = () => told.some((line) => /^error|^unhandled/.test(line));
    while (!isTold() && performance.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }

  window.groups.errors = Object.fromEntries(
    Object.entries(cases).map(([title, run]) => [
      title,
      async () => {
        told = [];
        thrown = undefined;
        run();
        told.push('synchronous end');
        await untilTold();
        return [...told, `usable stack: ${thrown?.stack ? isUsable(thrown.stack) : 'none'}`];
      },
    ]),
  );
}
