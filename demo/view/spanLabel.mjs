// What a span is called where people read it.

/** The span's name; one that is only a method, as a client's is by convention, with the path that was called. */
export function spanLabel({ name, attributes }) {
  const url = attributes['url.full'];
  if (!/^[A-Z]+$/.test(name) || !URL.canParse(url)) return name || 'unnamed';
  return `${name} ${new URL(url).pathname}`;
}
