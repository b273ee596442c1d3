import { expect, test } from 'vitest';
import { logSummary } from '../../demo/view/logSummary.mjs';

test.each([
  [
    'browser.web_vital',
    {
      'browser.web_vital.name': 'lcp',
      'browser.web_vital.value': 472,
      'browser.web_vital.rating': 'good',
    },
    'lcp 472 ms good',
  ],
  // A layout shift is a score, not a time.
  [
    'browser.web_vital',
    {
      'browser.web_vital.name': 'cls',
      'browser.web_vital.value': 0.10234,
      'browser.web_vital.rating': 'needs-improvement',
    },
    'cls 0.1 needs-improvement',
  ],
  [
    'clew.long_animation_frame',
    {
      'clew.long_animation_frame.duration': 160.7,
      'clew.long_animation_frame.script.invoker': 'BUTTON#order.onclick',
    },
    '161 ms BUTTON#order.onclick',
  ],
  ['clew.long_animation_frame', { 'clew.long_animation_frame.duration': 52 }, '52 ms'],
  ['clew.long_task', { 'clew.long_task.duration': 125, 'clew.long_task.name': 'self' }, '125 ms self'],
  [
    'browser.navigation',
    { 'url.full': 'http://localhost/product/42?x=REDACTED', 'browser.navigation.type': 'push' },
    '/product/42 push',
  ],
  ['exception', { 'exception.type': 'Error', 'exception.message': 'order refused' }, 'order refused'],
  // What anyone may send to a collector.
  ['browser.web_vital', { 'browser.web_vital.value': 'fast' }, ''],
  ['browser.navigation', { 'url.full': 'nowhere' }, ''],
  ['constructor', {}, ''],
])('says what %s is about: %j', (eventName, attributes, summary) => {
  expect(logSummary({ eventName, attributes })).toBe(summary);
});
