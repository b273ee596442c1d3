import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type WorkModule = typeof import('../../src/context/work.js');
let createWork: WorkModule['createWork'];
const ended = vi.fn();

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  ended.mockClear();
  // The natives are taken at load: they must be the fake ones.
  ({ createWork } = await import('../../src/context/work.js'));
});
afterEach(() => void vi.useRealTimers());

const now = (): number => performance.now();
const open = () => createWork(now, ended);

it('ends 100 ms after the last piece of work, at the time of that piece', () => {
  const start = now();
  const work = open();
  work.begin();
  vi.advanceTimersByTime(300);
  work.end();
  vi.advanceTimersByTime(99);
  expect(work.ended).toBe(false);
  vi.advanceTimersByTime(10);
  expect(ended).toHaveBeenCalledExactlyOnceWith(start + 300, 'quiet');
  expect(work.ended).toBe(true);
});

it('ends 100 ms after a microtask that took no time, once that is settled', () => {
  const start = now();
  const work = open();
  work.begin();
  vi.advanceTimersByTime(300);
  work.endSoon();
  work.settle();
  vi.advanceTimersByTime(50);
  work.settle();
  vi.advanceTimersByTime(60);
  expect(ended).toHaveBeenCalledExactlyOnceWith(start + 300, 'quiet');
});

it('is closed at the time of a microtask that nobody settled', () => {
  const start = now();
  const work = open();
  work.begin();
  work.endSoon();
  vi.advanceTimersByTime(30);
  work.close('superseded');
  expect(ended).toHaveBeenCalledExactlyOnceWith(start + 30, 'superseded');
});

it('ends where it began if it never had anything to do', () => {
  const start = now();
  open();
  vi.advanceTimersByTime(150);
  expect(ended).toHaveBeenCalledExactlyOnceWith(start, 'quiet');
});

it('waits for a request as long as it takes, up to a minute', () => {
  const start = now();
  const work = open();
  work.beginRequest();
  vi.advanceTimersByTime(59_000);
  expect(work.ended).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(ended).toHaveBeenCalledExactlyOnceWith(start, 'cap');
});

it('gives up on timers and promises that stay silent for five seconds', () => {
  const work = open();
  work.begin();
  vi.advanceTimersByTime(4_900);
  expect(work.ended).toBe(false);
  vi.advanceTimersByTime(1_200);
  expect(ended.mock.lastCall?.[1]).toBe('idle');
});

it('takes a request’s own end for the time of the last activity', () => {
  const start = now();
  const work = open();
  work.beginRequest();
  vi.advanceTimersByTime(500);
  work.endRequest(start + 420);
  vi.advanceTimersByTime(200);
  expect(ended).toHaveBeenCalledExactlyOnceWith(start + 420, 'quiet');
});

it('stays open while one piece follows another', () => {
  const work = open();
  for (let i = 0; i < 20; i++) {
    work.begin();
    vi.advanceTimersByTime(90);
    work.end();
    vi.advanceTimersByTime(90);
  }
  expect(work.ended).toBe(false);
});

it('closes once, whoever asks', () => {
  const work = open();
  work.close('hide');
  work.close('superseded');
  work.begin();
  work.end();
  vi.advanceTimersByTime(70_000);
  expect(ended).toHaveBeenCalledOnce();
});

it('tells who follows it of its end, before its owner', () => {
  const start = now();
  const follower = vi.fn(() => expect(ended).not.toHaveBeenCalled());
  const work = open();
  work.follow(follower);
  work.close('hide');
  expect(follower).toHaveBeenCalledExactlyOnceWith(start, 'hide');
  expect(ended).toHaveBeenCalledOnce();
});

it('counts the requests made in it, those that are over included', () => {
  const work = open();
  work.beginRequest();
  work.endRequest(now());
  work.beginRequest();
  work.begin();
  expect(work.requests).toBe(2);
});
