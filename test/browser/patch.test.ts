import { expect, it } from 'vitest';
import { patchAccessors, patchMethod } from '../../src/browser/patch.js';

const replace = (target: object, name = 'greet') =>
  patchMethod(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: never[]) {
        return `patched ${String(Reflect.apply(original, this, args))}`;
      },
  );

function subject() {
  return {
    greet(name: string): string {
      return `hello ${name}`;
    },
  };
}

it('looks like what it replaces', () => {
  const target = subject();
  const source = target.greet.toString();
  const stop = replace(target);
  expect(target.greet('you')).toBe('patched hello you');
  expect(target.greet.toString()).toBe(source);
  expect(Function.prototype.toString.call(target.greet)).toBe(source);
  expect([target.greet.name, target.greet.length]).toEqual(['greet', 1]);
  expect(Object.keys(target)).toEqual(['greet']);
  stop?.();
});

it('puts the original back, and Function.prototype.toString with the last patch', () => {
  const target = subject();
  const [original, native] = [target.greet, Function.prototype.toString];
  const stop = replace(target);
  expect(Function.prototype.toString).not.toBe(native);
  expect(Function.prototype.toString.toString()).toBe(native.call(native));
  stop?.();
  stop?.();
  expect(target.greet).toBe(original);
  expect(Function.prototype.toString).toBe(native);
});

it('leaves a patch that somebody made later', () => {
  const target = subject();
  const stop = replace(target);
  const theirs = (): string => 'theirs';
  target.greet = theirs;
  stop?.();
  expect(target.greet).toBe(theirs);
});

it('takes an own property away again where the original was inherited', () => {
  const target = Object.create(subject()) as ReturnType<typeof subject>;
  const stop = replace(target);
  expect(target.greet('you')).toBe('patched hello you');
  stop?.();
  expect(Object.hasOwn(target, 'greet')).toBe(false);
});

it.each([
  ['frozen', Object.freeze(subject())],
  ['not extensible, with an inherited method', Object.preventExtensions(Object.create(subject()))],
  ['without the method', {}],
])('leaves an object that is %s alone', (_, target) => {
  expect(replace(target)).toBeUndefined();
});

it('patches a property that is writable though not configurable', () => {
  const target = Object.defineProperty({} as ReturnType<typeof subject>, 'greet', {
    value: subject().greet,
    writable: true,
  });
  const stop = replace(target);
  expect(target.greet('you')).toBe('patched hello you');
  stop?.();
  expect(target.greet('you')).toBe('hello you');
});

it('patches the accessors of a prefix, looks native, and restores them', () => {
  let stored: unknown = 1;
  const target = {
    get onvalue(): unknown {
      return stored;
    },
    set onvalue(next: unknown) {
      stored = next;
    },
    other: 1,
  };
  const before = Object.getOwnPropertyDescriptors(target);
  const stop = patchAccessors(target, /^on/, {
    read: (value) => [value],
    write: (set, self, value) => void set.call(self, `<${value}>` as never),
  });
  target.onvalue = 2;
  expect(target.onvalue).toEqual(['<2>']);
  const { get, set } = Object.getOwnPropertyDescriptor(target, 'onvalue') ?? {};
  expect([get?.name, get?.length, set?.name, set?.length]).toEqual(['get onvalue', 0, 'set onvalue', 1]);
  expect(String(set)).toBe(String(before.onvalue.set));
  stop?.();
  expect(Object.getOwnPropertyDescriptors(target)).toEqual(before);
});

it('leaves an accessor that somebody patched over since', () => {
  const target = {
    get onvalue(): unknown {
      return 1;
    },
    set onvalue(_: unknown) {},
  };
  const stop = patchAccessors(target, /^on/, { read: (value) => value, write() {} });
  Object.defineProperty(target, 'onvalue', { get: () => 'theirs', set() {} });
  stop?.();
  expect(target.onvalue).toBe('theirs');
});
