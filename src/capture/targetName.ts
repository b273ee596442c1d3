// What a person would call the control they used: the author's words (label, button text), never the user's
// (field values, editable text). A page names things itself with `data-clew-name`.

/** Longest name, in characters. */
const MAX_LENGTH = 60;

/** What people press; the innermost one around the event's target is what they meant. */
const CONTROLS =
  '[data-clew-name],a,button,summary,label,input,select,textarea,option,[role],[contenteditable],form,dialog';

/** Elements whose content is typed by people, and never read. */
const EDITABLE = 'textarea,select,[contenteditable]:not([contenteditable="false"]),[role="textbox"]';

/** Elements named by their own text. */
const TEXT_NAMED = /^(a|button|summary|label|option)$/;
const TEXT_NAMED_ROLES =
  /^(button|link|menuitem|tab|option|checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/;

/** Tag, role and name of the control that an event's innermost target belongs to. */
export interface TargetName {
  /** Lower case. */
  readonly tag: string;
  /** For example `Place order`; falls back on `#id` or the tag. */
  readonly name: string;
}

// The prototypes' own getters: a form with an input named `id` or `tagName` answers for itself otherwise.
function getter<T>(prototype: object | undefined, name: string): (element: Element) => T | null {
  const get = prototype && Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return (element) => (get ? (get.call(element) as T) : null);
}

const tagOf = getter<string>(globalThis.Element?.prototype, 'localName');
const textOf = getter<string>(globalThis.Node?.prototype, 'textContent');
const rootOf = (element: Element): Node => Node.prototype.getRootNode.call(element);
const attribute = (element: Element, name: string): string =>
  Element.prototype.getAttribute.call(element, name) ?? '';
const closest = (element: Element, selector: string): Element | null =>
  Element.prototype.closest.call(element, selector);
const inside = (element: Element, selector: string): Element | null =>
  Element.prototype.querySelector.call(element, selector);

/** Names the control; never throws, and never reads what somebody typed. */
export function nameTarget(target: Element): TargetName {
  const control = closest(target, CONTROLS) ?? target;
  const tag = tagOf(control) ?? '';
  return {
    tag,
    name: tidy(authoredName(control, tag)) || tidy(`#${attribute(control, 'id')}`).slice(1) || tag,
  };
}

function authoredName(control: Element, tag: string): string {
  const labelled = attribute(control, 'aria-labelledby').split(/\s+/, 1)[0];
  const root = rootOf(control) as Partial<DocumentOrShadowRoot & NonElementParentNode>;
  const label = labelled ? root.getElementById?.(labelled) : null;
  return (
    attribute(control, 'data-clew-name') ||
    attribute(control, 'aria-label') ||
    (label && plainText(label)) ||
    (tag === 'input' ? inputName(control) : '') ||
    (TEXT_NAMED.test(tag) || TEXT_NAMED_ROLES.test(attribute(control, 'role')) ? plainText(control) : '') ||
    attribute(control, 'title') ||
    attribute(control, 'name')
  );
}

/** A button's caption is in `value`, written by the author; any other input's value is the user's. */
function inputName(input: Element): string {
  const isButton = /^(submit|button|reset|image)$/i.test(attribute(input, 'type'));
  return isButton ? attribute(input, 'value') || attribute(input, 'alt') : '';
}

function plainText(element: Element): string {
  if (closest(element, EDITABLE) || inside(element, EDITABLE)) return '';
  const image = inside(element, '[alt],[aria-label]');
  return (
    tidy(textOf(element) ?? '') || (image ? attribute(image, 'aria-label') || attribute(image, 'alt') : '')
  );
}

/** One line, bounded, with what looks like personal data (e-mail addresses, long numbers) taken out. */
function tidy(text: string): string {
  return text
    .slice(0, 500)
    .replace(/\s+/g, ' ')
    .replace(/\S{1,64}@\S{1,64}/g, '…')
    .replace(/\d{4,}/g, '…')
    .trim()
    .slice(0, MAX_LENGTH);
}
