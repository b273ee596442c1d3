import { describe, expect, it } from 'vitest';
import { exceptionAttributes } from '../../src/trace/exception.js';

const read = (exception: unknown) => {
  const {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
  } = exceptionAttributes(exception);
  return { type, message, stack };
};

describe('exceptionAttributes', () => {
  it('reads name, message and stack of an error', () => {
    const error = new TypeError('no such thing');
    expect(read(error)).toEqual({ type: 'TypeError', message: 'no such thing', stack: error.stack });
  });

  it('names a DOMException by its name, not by its number', () => {
    expect(read(new DOMException('gone', 'AbortError'))).toMatchObject({
      type: 'AbortError',
      message: 'gone',
    });
  });

  it('adds the stacks of the causes, five at most and no cycle without end', () => {
    const cause = new Error('inner');
    const stack = String(read(new Error('outer', { cause })).stack);
    expect(stack).toContain(`\nCaused by: ${cause.stack}`);
    const cycle = new Error('cycle');
    cycle.cause = cycle;
    expect(String(read(cycle).stack).match(/Caused by/g)).toHaveLength(4);
  });

  it('says what a cause is where its stack does not', () => {
    const cause = Object.assign(new TypeError('no network'), {
      stack: 'load@https://shop.example/app.js:3:7',
    });
    const outer = Object.assign(new Error('no cart', { cause }), {
      stack: 'show@https://shop.example/app.js:9:1',
    });
    expect(read(outer).stack).toBe(
      'show@https://shop.example/app.js:9:1\nCaused by: TypeError: no network\nload@https://shop.example/app.js:3:7',
    );
    expect(read(Object.assign(new Error('no cart', { cause: 'offline' }), { stack: 'a@b:1:1' })).stack).toBe(
      'a@b:1:1\nCaused by: offline',
    );
  });

  it('takes whatever can be thrown', () => {
    expect(read('text')).toEqual({ type: undefined, message: 'text', stack: undefined });
    expect(read(42).message).toBe('42');
    expect(read(Symbol('s')).message).toBe('Symbol(s)');
    expect(read(null).type).toBe('object');
    expect(read(undefined).message).toBe('undefined');
    expect(read({}).type).toBe('object');
    expect(read({ message: 'plain' })).toMatchObject({ type: undefined, message: 'plain' });
  });

  it('never throws, whatever reading does', () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('trap');
        },
      },
    );
    expect(read(hostile).type).toBe('object');
    expect(read({ name: Symbol('x'), message: 7, stack: {} }).type).toBe('object');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(read(proxy).type).toBe('object');
  });
});
