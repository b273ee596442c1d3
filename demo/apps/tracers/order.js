import { init } from 'clew';

const startClew = () => {
  window.clew = init({ serviceName: 'shop-tracers', endpoint: '/otlp' });
};

/** Starts Clew and another tracer, in the order that the page's address asks for: `?first=clew`, or any other. */
export function startBoth(startOther) {
  const starts = [startClew, startOther];
  if (!location.search.includes('first=clew')) starts.reverse();
  for (const start of starts) start();
}

document.querySelector('#fetch').addEventListener('click', async () => {
  const response = await fetch('/api/by-fetch');
  await response.json();
  await fetch('/api/by-fetch/then');
});

document.querySelector('#xhr').addEventListener('click', () => {
  const request = new XMLHttpRequest();
  request.open('GET', '/api/by-xhr');
  request.onload = () => fetch('/api/by-xhr/then');
  request.send();
});
