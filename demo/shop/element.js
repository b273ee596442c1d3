// Building the page: the one function that makes DOM elements. Text is always text, never markup.

/**
 * Creates an element. Properties are set as properties (`className`, `onclick`), those with a dash as attributes.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] undefined values are left out
 * @param {...(Node | string | undefined | false)} children falsy ones are left out
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name.includes('-') || name === 'role' || name === 'for') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter(Boolean));
  return node;
}
