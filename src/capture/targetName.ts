// What a person would call the control they used: the author's words (label, button text), never the user's
// (field values, editable text). A page names things itself with `data-clew-name`.
// @see https://www.w3.org/TR/accname-1.2/
import { getter } from '../browser/native.js';
import { attribute, authoredText, closest } from './authoredText.js';

/** Longest name, in characters. */
const MAX_LENGTH = 60;

/** What people press; the innermost one around the event's target is what they meant. */
const CONTROLS =
  '[data-clew-name],a,button,summary,label,input,select,textarea,option,[role],[contenteditable],form,dialog';

/** Elements named by their own text. */
const TEXT_NAMED = /^(a|button|summary|label|option)$/;
const TEXT_NAMED_ROLES = /^(button|link|(menuitem)?(checkbox|radio)|menuitem|tab|option|switch|treeitem)$/;

/** Elements that a `<label>` may stand for. */
const LABELABLE = /^(input|select|textarea|button|meter|output|progress)$/;

/** Tag and name of the control that an event's innermost target belongs to. */
export interface TargetName {
  /** Lower case. */
  readonly tag: string;
  /** For example `Place order`; falls back on `#id` or the tag. */
  readonly name: string;
  /** It is something that people press. */
  readonly isPressable: boolean;
}

const tagOf = getter<string>(globalThis.Element?.prototype, 'localName');
const rootOf = (element: Element): Node => Node.prototype.getRootNode.call(element);

/** Names the control; never throws, and never reads what somebody typed. */
export function nameTarget(target: Element): TargetName {
  let control: Element | undefined;
  // Outwards through shadow roots: the control may be around a component, or be the component.
  for (let from: Element | undefined = target; from; from = (rootOf(from) as Partial<ShadowRoot>).host) {
    const found = closest(from, CONTROLS);
    const name = found && tidy(authoredName(found));
    if (name) return described(found, name);
    control ??= found ?? undefined;
  }
  control ??= target;
  return described(control, tidy(`#${attribute(control, 'id')}`).slice(1));
}

function described(control: Element, name: string): TargetName {
  const tag = tagOf(control) ?? '';
  return { tag, name: name || tag, isPressable: isTextNamed(control, tag) };
}

/** What people press is named by its own text. */
function isTextNamed(control: Element, tag: string): boolean {
  return TEXT_NAMED.test(tag) || TEXT_NAMED_ROLES.test(attribute(control, 'role'));
}

function authoredName(control: Element): string {
  const tag = tagOf(control) ?? '';
  return (
    attribute(control, 'data-clew-name') ||
    labelledBy(control) ||
    attribute(control, 'aria-label') ||
    (tag === 'input' ? caption(control) : '') ||
    (LABELABLE.test(tag) ? labels(control) : '') ||
    (isTextNamed(control, tag) ? authoredText(control) : '') ||
    attribute(control, 'title') ||
    attribute(control, 'placeholder') ||
    attribute(control, 'name')
  );
}

/** The elements whose ids `aria-labelledby` lists, in that order. */
function labelledBy(control: Element): string {
  const root = rootOf(control) as Partial<NonElementParentNode>;
  const ids = attribute(control, 'aria-labelledby').split(/\s+/).filter(Boolean);
  return ids
    .map((id) => {
      const element = root.getElementById?.(id);
      return element && (attribute(element, 'aria-label') || authoredText(element));
    })
    .join(' ');
}

/** The `<label>` elements, around it or by `for`. */
function labels(control: Element): string {
  return [...((control as Partial<HTMLInputElement>).labels ?? [])].map(authoredText).join(' ');
}

/** A button's caption is in `value`, written by the author; any other input's value is the user's. */
function caption(input: Element): string {
  const isButton = /^(submit|button|reset|image)$/i.test(attribute(input, 'type'));
  return isButton ? attribute(input, 'value') || attribute(input, 'alt') : '';
}

/** One line, bounded, with what looks like personal data (e-mail addresses, long numbers) taken out. */
function tidy(text: string): string {
  return text
    .slice(0, 500)
    .replace(/\s+/g, ' ')
    .replace(/\S{1,64}@\S{1,64}/g, '…')
    .replace(/\d{4,}/g, '…')
    .trimStart()
    .slice(0, MAX_LENGTH)
    .trim();
}
