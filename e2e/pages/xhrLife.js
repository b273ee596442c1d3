// How requests end, go on and are used again, and what listeners are told; see xhrProbe.js.
window.xhrLife = {
  'network failure': () => simple('GET', '/api/reset'),
  'refused by CORS': () =>
    simple('GET', `${location.origin.replace('127.0.0.1', 'localhost')}/api/echo?stranger`),
  timeout: () =>
    simple('GET', '/api/slow', null, (xhr) => {
      xhr.timeout = 30;
    }),
  abort: () =>
    attempt((xhr) => {
      xhr.open('GET', '/api/slow');
      xhr.send();
      setTimeout(() => xhr.abort(), 20);
    }),
  'abort at once': () =>
    attempt((xhr) => {
      xhr.open('GET', '/api/slow');
      xhr.send();
      xhr.abort();
    }),
  'abort without a request': async () => {
    const xhr = new XMLHttpRequest();
    const log = watch(xhr);
    xhr.abort();
    xhr.open('GET', '/api/echo');
    xhr.abort();
    return seen(xhr, log);
  },
  'opened and never sent': async () => {
    const xhr = new XMLHttpRequest();
    const log = watch(xhr);
    xhr.open('GET', '/api/echo?never');
    return seen(xhr, log);
  },
  'opened anew in flight': () =>
    attempt((xhr) => {
      xhr.open('GET', '/api/slow');
      xhr.send();
      xhr.open('POST', '/api/echo?anew');
      xhr.send('anew');
    }),
  'opened anew with an invalid method in flight': () =>
    attempt((xhr, log) => {
      xhr.open('GET', '/api/echo?goes+on');
      xhr.send();
      try {
        xhr.open('bad method', '/api/slow');
      } catch (error) {
        log.push(error.name);
      }
    }),
  'used again': () =>
    attempt((xhr) => {
      const go = (name) => {
        xhr.open('GET', `/api/echo?${name}`);
        xhr.setRequestHeader('x-page', name);
        xhr.send();
      };
      xhr.onload = () => {
        if (!xhr.responseURL.includes('second')) go('second');
      };
      go('first');
    }),
  'used again in its own loadend': () =>
    attempt((xhr) => {
      const go = () => {
        xhr.open('GET', '/api/echo?again');
        xhr.send();
      };
      xhr.addEventListener('loadend', go, { once: true });
      go();
    }, 2),
  'order of listeners': () =>
    attempt((xhr, log) => {
      xhr.addEventListener('load', () => log.push('before open'));
      xhr.onload = () => log.push('handler');
      xhr.open('GET', '/api/echo?order');
      xhr.addEventListener('load', { handleEvent: () => log.push('before send') });
      xhr.send();
      xhr.addEventListener('load', () => log.push('after send'));
      xhr.onloadend = () => log.push('last');
    }),
  onreadystatechange: () =>
    attempt((xhr, log) => {
      const handler = (event) => xhr.readyState !== 3 && log.push(`${event.type} handler ${xhr.readyState}`);
      xhr.onreadystatechange = handler;
      log.push(xhr.onreadystatechange === handler);
      xhr.open('GET', '/api/echo?handler');
      xhr.send();
    }),
  'stopImmediatePropagation and a listener that throws': () =>
    attempt((xhr, log) => {
      addEventListener('error', (event) => log.push(event.message), { once: true });
      xhr.open('GET', '/api/echo?throws');
      xhr.addEventListener('load', (event) => {
        event.stopImmediatePropagation();
        throw new RangeError('the page’s own');
      });
      xhr.addEventListener('load', () => log.push('never'));
      xhr.send();
    }),
  'removed listener': () =>
    attempt((xhr, log) => {
      const listener = () => log.push('never');
      xhr.addEventListener('load', listener);
      xhr.open('GET', '/api/echo?removed');
      xhr.removeEventListener('load', listener);
      xhr.send();
    }),
  'upload progress': () =>
    attempt((xhr, log) => {
      let total = 0;
      xhr.upload.onprogress = (event) => (total = event.total);
      for (const type of ['loadstart', 'load', 'loadend'])
        xhr.upload.addEventListener(type, (event) => log.push(`upload ${type} ${event.loaded} ${total}`));
      xhr.open('POST', '/api/length');
      xhr.send('x'.repeat(200_000));
    }),
  'cross-origin without a preflight': () => simple('POST', `${other}/api/echo`, 'plain'),
  'cross-origin with credentials': () =>
    simple('GET', `${other}/api/echo?credentials`, null, (xhr) => {
      xhr.withCredentials = true;
    }),
  'data URL': () => simple('GET', 'data:text/plain,hello'),
  'blob URL': async () => {
    const url = URL.createObjectURL(new Blob(['hello']));
    return { ...(await simple('GET', url)), url: '' };
  },
  subclass: () =>
    new Promise((resolve) => {
      class Mine extends XMLHttpRequest {
        open(method, url) {
          super.open(method, `${url}?subclass`);
        }
      }
      const xhr = new Mine();
      const log = watch(xhr);
      xhr.onloadend = () => resolve(seen(xhr, log));
      xhr.open('GET', '/api/echo');
      xhr.send();
    }),
};

/** What a page can find out about the methods themselves. */
window.xhrDetails = {
  'method and URL with toString, read once': async () => {
    const reads = [];
    const given = (value) => ({ toString: () => reads.push(value) && value });
    return { ...(await simple(given('POST'), given('/api/echo?once'), 'x')), reads };
  },
  'a handler set again keeps its place': () =>
    attempt((xhr, log) => {
      xhr.onload = () => log.push('handler');
      xhr.addEventListener('load', () => log.push('listener'));
      xhr.onload = () => log.push('handler set again');
      xhr.open('GET', '/api/echo?place');
      xhr.send();
    }),
  'methods of something else': () =>
    ['open', 'setRequestHeader', 'send', 'abort'].map((name) => {
      try {
        return XMLHttpRequest.prototype[name].call({}, 'GET', '/api/echo');
      } catch (error) {
        return error.name;
      }
    }),
  'looks native': () =>
    ['open', 'setRequestHeader', 'send', 'abort'].map((name) => {
      const { value, ...rest } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, name);
      return [value.name, value.length, String(value).replace(/\s+/g, ' '), rest];
    }),
};
