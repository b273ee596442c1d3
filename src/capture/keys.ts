// Which keys have a name that may be recorded, and which are text being typed.
import { closest, EDITABLE } from './authoredText.js';

/** Keys that do something in a field rather than write in it or move about there. */
const COMMANDS = /^(Enter|Escape|Tab|F\d+)$/;

/**
 * The name of a key for the record: `Enter`, `ArrowDown`, `Control+k`; empty for whatever may be part of a text, which
 * is every character without Control or Meta.
 */
export function keyName(event: KeyboardEvent): string {
  const { key, metaKey } = event;
  if (isShortcut(event)) return `${metaKey ? 'Meta' : 'Control'}+${key.toLowerCase()}`;
  return /^[A-Z]\w+$/.test(key) ? key : '';
}

function isShortcut({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  // Control and Alt together are AltGraph on Windows, and mean a character.
  return key?.length === 1 && (ctrlKey || metaKey) && !altKey;
}

/** Whether `event` is part of putting text into a field. */
export function isTyping(event: KeyboardEvent, target: Element): boolean {
  return !!closest(target, EDITABLE) && !COMMANDS.test(event.key) && !isShortcut(event);
}
