// The `tracestate` header, W3C Trace Context Level 2 (keys without the tenant split of Level 1).
// @see https://www.w3.org/TR/trace-context-2/#tracestate-header
import type { TraceState } from '@opentelemetry/api';

const MAX_MEMBERS = 32;

/** What everybody has to propagate (§3.3.1.5); what is longer is cut back to it, member by member. */
const MAX_LENGTH = 512;

/** Members longer than this are the first to go. */
const LONG_MEMBER = 128;

/** Nothing sent by anyone in good faith is longer: 32 members of the largest size. */
const MAX_INPUT = 32 * 514;

const KEY = /^[a-z\d][a-z\d_\-*/@]{0,255}$/;
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

type Member = readonly [key: string, value: string];

/**
 * Reads a header's text. A malformed member or more than 32 of them void the whole; of members with the same key
 * the first counts. Without text it is an empty trace state.
 */
export function parseTraceState(text = ''): TraceState {
  const members: Member[] = [];
  if (text.length > MAX_INPUT) return traceState(members);
  for (const part of text.split(',')) {
    const member = part.replace(/^[ \t]+|[ \t]+$/g, '');
    if (!member) continue;
    const [key = '', value = ''] = member.split(/=(.*)/s);
    if (!isMember(key, value)) return traceState([]);
    if (!members.some(([known]) => known === key)) members.push([key, value]);
  }
  return traceState(members.length > MAX_MEMBERS ? [] : members);
}

function traceState(members: readonly Member[]): TraceState {
  const without = (key: string): Member[] => members.filter(([known]) => known !== key);
  let text: string | undefined;
  return {
    get: (key) => members.find(([known]) => known === key)?.[1],
    set: (key, value) =>
      traceState(
        isMember(key, value) ? [[key, value] as const, ...without(key)].slice(0, MAX_MEMBERS) : members,
      ),
    unset: (key) => traceState(without(key)),
    serialize() {
      // Most spans of a page have the same one.
      text ??= serialize(members);
      return text;
    },
  };
}

function isMember(key: string, value: string): boolean {
  return KEY.test(key) && VALUE.test(value);
}

function serialize(members: readonly Member[]): string {
  let kept = members.map((member) => member.join('='));
  const isTooLong = (): boolean => kept.join().length > MAX_LENGTH;
  if (isTooLong()) kept = kept.filter((member) => member.length <= LONG_MEMBER);
  while (isTooLong()) kept.pop();
  return kept.join();
}
