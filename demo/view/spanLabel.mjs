// What a span is called where people read it.

/**
 * The span's name. One that many spans share gets what tells them apart: a method its path, a resource its file, a page load its
 * route.
 */
export function spanLabel({ name, attributes }) {
  const detail = detailOf(name, attributes);
  return detail ? `${name} ${detail}` : name || 'unnamed';
}

function detailOf(name, attributes) {
  if (name === 'page load' || name === 'page restore') return attributes['clew.page_view.route'];
  const url = attributes['url.full'];
  if (!URL.canParse(url)) return;
  const { pathname } = new URL(url);
  // A client's span is only a method by convention.
  if (/^[A-Z]+$/.test(name)) return pathname;
  if (name === 'document' || name.startsWith('resource '))
    return pathname.split('/').findLast(Boolean) ?? '/';
}
