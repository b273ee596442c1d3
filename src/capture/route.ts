// The low-cardinality name of a place in an app: `/product/:id` for `/product/42`. Told by the page's own patterns or
// function, else guessed from what the segments look like.
import { attempt } from '../browser/guard.js';

/** Patterns such as `/product/:id` and `/files/*`, of which the first that matches counts, or a function. */
export type Routes = readonly string[] | ((url: URL) => string | undefined);

/** What looks like an id: a number, four digits in a row, a hash or UUID, an e-mail address, a long or mixed token. */
const ID = /^\d+$|\d{4}|@|%40|^(?=.*\d)[\da-f-]{8,}$|.{25}/i;
const TOKEN = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{8,}$/;

/** A fragment that is a route, as hash routers write it. */
const HASH_ROUTE = /^#!?\/[^?]*/;

/** The path of `url` as a router sees it: with a hash router's path, without queries and anchors. */
export function routePath({ pathname, hash }: URL): string {
  return pathname + (HASH_ROUTE.exec(hash)?.[0] ?? '');
}

/** Makes the function that names routes. It never throws: where the page's own function fails, it guesses. */
export function createRouteNamer(routes: Routes): (url: URL) => string {
  const told = (url: URL): string | undefined =>
    typeof routes === 'function'
      ? attempt('routes', () => routes(url))
      : routes.find((pattern) => matches(pattern, routePath(url)));
  return (url) => {
    const route = told(url);
    return typeof route === 'string' ? route : routePath(url).split('/').map(guess).join('/');
  };
}

function guess(segment: string): string {
  return ID.test(segment) || TOKEN.test(segment) ? ':id' : segment;
}

/** `:name` stands for one segment, a final `*` for all that are left; a slash at the end makes no difference. */
function matches(pattern: string, path: string): boolean {
  const [wanted, segments] = [pattern, path].map((text) => text.replace(/(.)\/$/, '$1').split('/')) as [
    string[],
    string[],
  ];
  const isOpen = wanted.at(-1) === '*';
  if (isOpen) wanted.pop();
  return (
    (isOpen ? segments.length >= wanted.length : segments.length === wanted.length) &&
    wanted.every((part, index) => (part[0] === ':' ? segments[index] : part === segments[index]))
  );
}
