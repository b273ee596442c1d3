// Images, scripts, style sheets and frames that could not be loaded. The `error` event of such an element does not
// bubble, and does not say why: neither the status nor the network's error is for scripts to know.
import type { Attributes } from '@opentelemetry/api';

/** Members of elements that say what they load, the one in use first. */
const SOURCES = ['currentSrc', 'src', 'href', 'data'] as const;

/**
 * What an element failed to load, as the attributes of an `exception` event; `undefined` if `target` is no element.
 * @param redactUrl is applied to its URL.
 */
export function describeResourceError(
  target: unknown,
  redactUrl: (url: string) => string,
): Attributes | undefined {
  if (!(target instanceof Element)) return undefined;
  const members = target as unknown as Record<(typeof SOURCES)[number], unknown>;
  const written = SOURCES.map((name) => members[name]).find((value) => value);
  // In SVG, `href` is an object with the text in `baseVal`.
  const url = (written as Partial<SVGAnimatedString> | undefined)?.baseVal ?? written;
  const tag = target.localName;
  return {
    'exception.type': 'ResourceError',
    'exception.message': `<${tag}> could not be loaded`,
    'clew.resource.tag': tag,
    'url.full': typeof url === 'string' ? redactUrl(new URL(url, document.baseURI).href) : undefined,
  };
}
