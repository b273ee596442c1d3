// Every form in which pages open and send an XMLHttpRequest, and read its response; see xhrProbe.js.
const typed = (responseType, url) => () =>
  simple('GET', url, null, (xhr) => {
    xhr.responseType = responseType;
  });

window.xhrForms = {
  GET: () => simple('GET', '/api/echo?get'),
  'relative to the base': () => simple('GET', 'echo?relative'),
  'absolute URL': () => simple('GET', `${location.origin}/api/echo?absolute`),
  'URL object': () => simple('GET', new URL('/api/echo?url', location.href)),
  'with a fragment': () => simple('GET', '/api/echo?fragment#part'),
  'lower-case method': () => simple('post', '/api/echo', 'x'),
  'unknown method': () => simple('PURGE', '/api/echo'),
  'mixed-case method': () => simple('Put', '/api/echo', 'x'),
  'forbidden method': () => simple('TRACE', '/api/echo'),
  'invalid method': () => simple('bad method', '/api/echo'),
  'invalid URL': () => simple('GET', 'http://'),
  'no arguments': () => attempt((xhr) => xhr.open()),
  'undefined for async is sync': () =>
    attempt((xhr) => {
      xhr.open('GET', '/api/echo', undefined);
      xhr.send();
    }),
  'user and password': () =>
    attempt((xhr) => {
      xhr.open('GET', '/api/echo?user', true, 'user', 'password');
      xhr.send();
    }),
  'send without open': () => attempt((xhr) => xhr.send()),
  'send twice': () =>
    attempt(async (xhr, log) => {
      xhr.open('GET', '/api/echo?twice');
      xhr.send();
      try {
        xhr.send();
      } catch (error) {
        log.push(error.name);
      }
    }),
  'header without open': () => attempt((xhr) => xhr.setRequestHeader('x-page', 'a')),
  'header after send': () =>
    attempt((xhr, log) => {
      xhr.open('GET', '/api/echo?late');
      xhr.send();
      try {
        xhr.setRequestHeader('x-page', 'late');
      } catch (error) {
        log.push(error.name);
      }
    }),
  'invalid header': () =>
    simple('GET', '/api/echo', null, (xhr) => {
      xhr.setRequestHeader('bad name', 'x');
    }),
  'header set twice': () =>
    simple('GET', '/api/echo', null, (xhr) => {
      xhr.setRequestHeader('X-Page', 'a');
      xhr.setRequestHeader('x-page', 'b');
    }),
  'the page’s own traceparent': () =>
    simple('GET', '/api/echo?own', null, (xhr) => {
      xhr.setRequestHeader('TraceParent', '00-11111111111111111111111111111111-2222222222222222-01');
    }),
  'string body': () => simple('POST', '/api/echo', 'text'),
  FormData: () => {
    const form = new FormData();
    form.append('field', 'value');
    return simple('POST', '/api/form', form);
  },
  URLSearchParams: () => simple('POST', '/api/echo', new URLSearchParams({ a: '1' })),
  Blob: () => simple('POST', '/api/echo', new Blob(['blob'], { type: 'text/x-blob' })),
  'typed array': () => simple('POST', '/api/echo', new TextEncoder().encode('bytes')),
  Document: () => simple('POST', '/api/echo', new DOMParser().parseFromString('<a>1</a>', 'application/xml')),
  HEAD: () => simple('HEAD', '/api/echo'),
  'no content': () => simple('GET', '/api/empty'),
  'not found': () => simple('GET', '/nowhere'),
  redirect: () => simple('GET', '/api/redirect'),
  'ignored URL': () => simple('POST', '/ignored', 'one'),
  json: typed('json', '/api/json'),
  'broken json': typed('json', '/api/echo'),
  'array buffer': typed('arraybuffer', '/api/json'),
  blob: typed('blob', '/api/json'),
  document: typed('document', '/api/xml'),
  'responseXML and a MIME type of its own': () =>
    attempt((xhr, log) => {
      xhr.open('GET', '/api/xml');
      xhr.overrideMimeType('application/xml');
      xhr.onload = () => log.push(xhr.responseXML.documentElement.nodeName, xhr.responseText.length);
      xhr.send();
    }),
  'sync GET': () => sync('GET', '/api/echo?sync'),
  'sync POST': () => sync('POST', '/api/echo', 'sync'),
  'sync failure': () => sync('GET', '/api/reset'),
  'sync and a response type': () =>
    attempt((xhr) => {
      xhr.responseType = 'json';
      xhr.open('GET', '/api/json', false);
    }),
};
