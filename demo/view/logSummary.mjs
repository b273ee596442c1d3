// What an event says in a few words. Its name alone says little: a page load has five `browser.web_vital`.
import { formatDuration } from './formatTime.mjs';

/**
 * By an event's name, the words to show of it; `of` reads an attribute. Collectors receive anything: what is missing is left out.
 * @type {Map<string, (of: (name: string) => any) => any[]>}
 * @see docs/telemetry.md
 */
const wordsByEvent = new Map([
  ['browser.navigation', (of) => [path(of('url.full')), of('browser.navigation.type')]],
  [
    'browser.web_vital',
    (of) => {
      const [name, value] = [of('browser.web_vital.name'), of('browser.web_vital.value')];
      return [name, name === 'cls' ? score(value) : duration(value), of('browser.web_vital.rating')];
    },
  ],
  [
    'clew.long_animation_frame',
    (of) => [
      duration(of('clew.long_animation_frame.duration')),
      of('clew.long_animation_frame.script.invoker'),
    ],
  ],
  ['clew.long_task', (of) => [duration(of('clew.long_task.duration')), of('clew.long_task.name')]],
  ['clew.web_socket', (of) => [path(of('url.full')), of('clew.web_socket.state')]],
  // The type is in the first line of a stack, too; the message is what tells one error from another.
  ['exception', (of) => [of('exception.message') ?? of('exception.type')]],
]);

/**
 * A short summary of a log record, or '' where there is none to give.
 * @param {{ eventName: string, attributes: Record<string, unknown> }} log
 * @returns {string} such as `lcp 472 ms good`
 */
export function logSummary({ eventName, attributes }) {
  const words = wordsByEvent.get(eventName)?.((name) => attributes[name]) ?? [];
  return words.filter((word) => word !== undefined).join(' ');
}

function duration(ms) {
  return typeof ms === 'number' ? formatDuration(ms) : undefined;
}

function score(value) {
  return typeof value === 'number' ? String(Number(value.toPrecision(2))) : undefined;
}

function path(url) {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}
