// What is recorded of a URL by default: where it leads, and the names of what was passed, not the values.
// @see https://opentelemetry.io/docs/specs/semconv/attributes-registry/url/
import { attempt } from '../browser/guard.js';

/** The word that the conventions put in place of a value. */
const REDACTED = 'REDACTED';

const CREDENTIALS = /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*@/i;

/** Schemes whose whole content is data. */
const DATA_SCHEME = /^(data|mailto|tel|sms|javascript):/i;

/**
 * The URL without credentials, query values and fragment: `https://REDACTED:REDACTED@host/path?name=REDACTED`.
 * Absolute URLs are normalised; other text is treated the same way as it stands. Never throws.
 */
export function redactUrl(url: string): string {
  const text = normalize(String(url));
  const scheme = DATA_SCHEME.exec(text)?.[0];
  if (scheme) return scheme + REDACTED;
  const [path = '', query] = (text.split('#', 1)[0] as string).split(/\?(.*)/s, 2);
  const place = path.replace(CREDENTIALS, `$1//${REDACTED}:${REDACTED}@`);
  return query ? `${place}?${query.split('&').map(redactPair).join('&')}` : place;
}

function normalize(url: string): string {
  try {
    return new URL(url).href;
  } catch {
    // Relative, or no URL at all.
    return url;
  }
}

/** A parameter without `=` may be a name or a value, so it is taken for a value. */
function redactPair(pair: string): string {
  const split = pair.indexOf('=');
  return split > 0 ? pair.slice(0, split + 1) + REDACTED : REDACTED;
}

/** The page's own way, and the default where that throws or answers something else. */
export function createRedactor(own: ((url: string) => string) | undefined): (url: string) => string {
  if (!own) return redactUrl;
  return (url) => {
    const redacted = attempt('redactUrl', () => own(url));
    return typeof redacted === 'string' ? redacted : redactUrl(url);
  };
}
