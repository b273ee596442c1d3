// What a page can see of an XMLHttpRequest, as JSON: for the cases in xhrForms.js and xhrLife.js, which run with and
// without Clew and must see the same. `other` is the origin of another server, which allows our page by CORS.
const EVENTS = ['loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'];
const failure = (error) => ({ error: error?.name ?? String(error) });

/** The order of what the page is told; how many times progress is reported depends on the network alone. */
function watch(xhr) {
  const log = [];
  const add = (entry) => log.at(-1) !== entry && log.push(entry);
  xhr.addEventListener('readystatechange', () => xhr.readyState !== 3 && add(`state ${xhr.readyState}`));
  for (const type of EVENTS) if (type !== 'progress') xhr.addEventListener(type, () => add(type));
  return log;
}

async function body({ response }) {
  if (response instanceof Blob) return { blob: await response.text(), type: response.type };
  if (response instanceof ArrayBuffer) return { bytes: [...new Uint8Array(response)].slice(0, 8) };
  if (response instanceof Document) return { root: response.documentElement.nodeName };
  return { value: response };
}

async function seen(xhr, log) {
  const { status, statusText, readyState, responseType, responseURL, withCredentials, timeout } = xhr;
  return {
    log,
    ...(await body(xhr)),
    ...{ status, statusText, readyState, responseType, withCredentials, timeout },
    url: responseURL.replace(location.origin, ''),
    type: xhr.getResponseHeader('content-type'),
    headers: xhr.getAllResponseHeaders().replace(/^(date|keep-alive):.*\r\n/gm, ''),
  };
}

/** Lets `use` open and send a request, and tells what became of it after `loadend`. */
function attempt(use, ends = 1) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const log = watch(xhr);
    let left = ends;
    xhr.addEventListener('loadend', () => {
      // Not the end of a request that a listener before has opened anew.
      if (xhr.readyState === 4 && --left === 0) setTimeout(() => resolve(seen(xhr, log)), 5);
    });
    Promise.resolve(use(xhr, log)).catch(reject);
  });
}

const simple = (method, url, text, set) =>
  attempt((xhr) => {
    xhr.open(method, url);
    set?.(xhr);
    xhr.send(text);
  });

/** What a synchronous request shows, whether it throws or not. */
function sync(method, url, text) {
  const xhr = new XMLHttpRequest();
  const log = watch(xhr);
  xhr.open(method, url, false);
  try {
    xhr.send(text);
  } catch (error) {
    log.push(`throws ${error.name}`);
  }
  return seen(xhr, log);
}

// For the scripts after this one.
Object.assign(window, { watch, seen, attempt, simple, sync });

window.runCases = async (cases) => {
  const results = {};
  for (const [name, run] of Object.entries(cases))
    results[name] = await Promise.resolve().then(run).catch(failure);
  return JSON.parse(JSON.stringify(results).replaceAll(other, 'other').replaceAll(location.host, 'host'));
};
