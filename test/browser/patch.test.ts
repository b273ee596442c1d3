import { expect, it } from 'vitest';
import { patchAccessor, patchMethod } from '../../src/browser/patch.js';

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

it('patches both halves of an accessor and restores them', () => {
  let stored: unknown = 1;
  const target = {
    get value(): unknown {
      return stored;
    },
    set value(next: unknown) {
      stored = next;
    },
  };
  const before = Object.getOwnPropertyDescriptor(target, 'value');
  const stop = patchAccessor(target, 'value', ({ get, set }) => ({
    get(this: unknown) {
      return [get.call(this)];
    },
    set(this: unknown, next: unknown) {
      set.call(this, `<${next}>`);
    },
  }));
  target.value = 2;
  expect(target.value).toEqual(['<2>']);
  stop?.();
  expect(Object.getOwnPropertyDescriptor(target, 'value')).toEqual(before);
});
