import { expect, it } from 'vitest';
import { createTail, type TailReason } from '../../src/pipeline/tail.js';

function open() {
  const tail = createTail();
  const sent: string[] = [];
  const add = (traceId: string, name: string) =>
    tail.add({ traceId, send: (reason: TailReason) => sent.push(`${name} ${reason}`) });
  return { tail, sent, add };
}

it('sends nothing by itself', () => {
  const { add, sent } = open();
  add('a', 'first');
  expect(sent).toEqual([]);
});

it('sends the whole trace that was chosen, what came before and what comes after, and no other one', () => {
  const { tail, add, sent } = open();
  add('a', 'first');
  add('b', 'other');
  tail.choose('a', 'error');
  add('a', 'later');
  add('b', 'other later');
  expect(sent).toEqual(['first error', 'later error']);
});

it('gives one reason for a trace, the first one', () => {
  const { tail, add, sent } = open();
  add('a', 'first');
  tail.choose('a', 'slow');
  tail.choose('a', 'error');
  add('a', 'later');
  expect(sent).toEqual(['first slow', 'later slow']);
});

it('keeps the newest 300', () => {
  const { tail, add, sent } = open();
  for (let i = 0; i < 310; i++) add('a', `span${i}`);
  tail.choose('a', 'error');
  expect(sent).toHaveLength(300);
  expect(sent[0]).toBe('span10 error');
});

it('remembers a bounded number of traces', () => {
  const { tail, add, sent } = open();
  for (let i = 0; i < 51; i++) tail.choose(`trace${i}`, 'error');
  add('trace0', 'forgotten');
  add('trace50', 'known');
  expect(sent).toEqual(['known error']);
});
