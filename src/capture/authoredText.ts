// The text that a page's author put on something. What people type or choose is left out wherever it stands.
import { getter } from '../browser/native.js';

/** Elements whose content people type or choose. It is never read. */
export const EDITABLE: string =
  'textarea,select,input,[contenteditable]:not([contenteditable="false"]),[role="textbox"]';

/** Elements whose content nobody sees. */
const UNSEEN = 'script,style,[hidden],[aria-hidden="true"]';

/** More text than this is not read, in characters. */
const ENOUGH = 500;

// Past what the instance says: a form with an input named `id` or `childNodes` answers for itself otherwise.
const { prototype } = globalThis.Element ?? {};
const childrenOf = getter<NodeList>(globalThis.Node?.prototype, 'childNodes');

/** An attribute's value, empty where there is none. */
export const attribute = (element: Element, name: string): string =>
  prototype?.getAttribute.call(element, name) ?? '';

/** The innermost element around, or itself, that matches; within its own document or shadow root. */
export const closest = (element: Element, selector: string): Element | null =>
  prototype?.closest.call(element, selector) ?? null;

/** What can be read on `element`, images by their alternative text; empty within anything that is edited. */
export function authoredText(element: Element): string {
  return closest(element, EDITABLE) ? '' : textIn(element);
}

function textIn(node: Node): string {
  if (node.nodeType === 3) return (node as Text).data;
  let text = '';
  for (const child of partsOf(node)) {
    if (text.length > ENOUGH) break;
    const isElement = child.nodeType === 1;
    if (isElement && prototype?.matches.call(child, `${EDITABLE},${UNSEEN}`)) continue;
    const own =
      isElement && (attribute(child as Element, 'aria-label') || attribute(child as Element, 'alt'));
    text += own || textIn(child);
  }
  return text;
}

/** A slot shows what is put into it from outside. */
function partsOf(node: Node): Iterable<Node> {
  const slotted = (node as Partial<HTMLSlotElement>).assignedNodes;
  const parts = typeof slotted === 'function' ? slotted.call(node) : [];
  return parts.length ? parts : ((childrenOf(node) ?? []) as NodeList);
}
