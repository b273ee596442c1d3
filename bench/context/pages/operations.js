// What is measured. Each operation gets how many times to do it and answers with milliseconds, by the name of what
// took them, and whether the context was still there where that code arrived in the end (`kept`).

const now = () => performance.now();
const nothing = () => {};
/** Whether the running code is in the measured context; on a bare page there is none to keep. */
const isKept = () => globalThis.scope?.isKept();
const next = (value) => value + 1;
async function asyncFunction() {
  return 1;
}

/** A task of its own, so that every microtask has run before it. */
function nextTask() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}

async function awaitResolved(count) {
  const resolved = Promise.resolve(1);
  const start = now();
  for (let i = 0; i < count; i++) await resolved;
  return { 'await resolvedPromise': now() - start, kept: isKept() };
}

async function awaitAsyncFunction(count) {
  const start = now();
  for (let i = 0; i < count; i++) await asyncFunction();
  return { 'await asyncFunction()': now() - start, kept: isKept() };
}

/** Kept is asked after the fourth: the most in a row that Clew promises to follow. */
async function awaitNull(count) {
  for (let i = 0; i < 4; i++) await null;
  const kept = isKept();
  const start = now();
  for (let i = 0; i < count; i++) await null;
  return { 'await null': now() - start, kept };
}

function thenHop(count) {
  const start = now();
  let chain = Promise.resolve(0);
  for (let i = 0; i < count; i++) chain = chain.then(next);
  return chain.then(() => ({ 'promise.then': now() - start, kept: isKept() }));
}

function microtask(count) {
  return new Promise((resolve) => {
    const start = now();
    for (let i = 1; i < count; i++) queueMicrotask(nothing);
    queueMicrotask(() => resolve({ queueMicrotask: now() - start, kept: isKept() }));
  });
}

function eventDispatch(count) {
  const target = new EventTarget();
  let kept;
  target.addEventListener('bench', nothing);
  const start = now();
  for (let i = 0; i < count; i++) target.dispatchEvent(new Event('bench'));
  const took = now() - start;
  target.addEventListener('last', () => {
    kept = isKept();
  });
  target.dispatchEvent(new Event('last'));
  return { 'event dispatch': took, kept };
}

function timer(count) {
  return new Promise((resolve) => {
    const start = now();
    for (let i = 1; i < count; i++) setTimeout(nothing, 0);
    const last = () => {
      const ran = now() - start;
      resolve({ 'setTimeout, the call': called, 'setTimeout, until it ran': ran, kept: isKept() });
    };
    setTimeout(last, 0);
    const called = now() - start;
  });
}

/** Tasks of 500 calls each: the microtasks that a context manager queues run between them, and are a row of their own. */
async function withContext(count) {
  const { scope } = globalThis;
  const start = now();
  let called = 0;
  for (let done = 0; done < count; done += 500) {
    const begin = now();
    for (let i = 0; i < 500; i++) scope.runOther(nothing);
    called += now() - begin;
    await nextTask();
  }
  const ran = now() - start;
  return { 'with(ctx, fn), the call': called, 'with(ctx, fn), microtasks included': ran, kept: isKept() };
}

/**
 * Every operation with its count, which makes it take some milliseconds on a bare page. `withContext` is the last:
 * after it, a context has been alive on this page.
 */
export const operations = [
  [awaitResolved, 50_000],
  [awaitAsyncFunction, 50_000],
  [awaitNull, 50_000],
  [thenHop, 20_000],
  [microtask, 5_000],
  [eventDispatch, 5_000],
  [timer, 2_000],
  [withContext, 5_000],
];
