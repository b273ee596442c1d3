// Which URLs may be given trace headers. A header sent to a stranger is a leak, so everything here is compared as
// parsed origins, never as text, and whatever fails means no.

/** An origin or a URL prefix, a RegExp for the full URL, or a function. */
export type PropagationTarget = string | RegExp | ((url: URL) => boolean);

/**
 * Whether a request to `url` may carry trace context: to the page's own origin always, elsewhere if it matches.
 * Only `http:` and `https:` URLs ever do. Never throws.
 * @param pageOrigin `location.origin`; the opaque `'null'` is nobody's own.
 */
export function shouldPropagate(
  url: URL,
  pageOrigin: string,
  targets: readonly PropagationTarget[],
): boolean {
  // A blob: URL has the origin of the page that made it.
  if (!/^https?:$/.test(url.protocol)) return false;
  return url.origin === pageOrigin || matchesUrl(url, targets);
}

/**
 * Whether any of `targets` matches. A string must have the same origin and, if it has a path, be a prefix of the
 * URL's path that ends at a `/`. A function must answer `true` itself: a promise is not an answer. Never throws.
 * @param base what a string that is only a path is relative to; without it, such a string matches nothing.
 */
export function matchesUrl(url: URL, targets: readonly PropagationTarget[], base?: string): boolean {
  return targets.some((target) => {
    try {
      if (typeof target === 'string') return hasPrefix(url, new URL(target, base));
      // `search`, unlike `test`, does not depend on the RegExp's `lastIndex` and leaves it as it was.
      return target instanceof RegExp ? url.href.search(target) >= 0 : target(url) === true;
    } catch {
      // Not a URL, or the page's own function failed: no match.
      return false;
    }
  });
}

function hasPrefix({ origin, pathname, search }: URL, prefix: URL): boolean {
  if (origin !== prefix.origin) return false;
  if (prefix.search) return pathname === prefix.pathname && search === prefix.search;
  const folder = prefix.pathname.endsWith('/') ? prefix.pathname : `${prefix.pathname}/`;
  return pathname === prefix.pathname || pathname.startsWith(folder);
}
