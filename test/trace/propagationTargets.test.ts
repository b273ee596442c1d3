import { describe, expect, it } from 'vitest';
import { matchesUrl, type PropagationTarget, shouldPropagate } from '../../src/trace/propagationTargets.js';

const page = 'https://shop.example.com';
const propagates = (url: string, ...targets: PropagationTarget[]) =>
  shouldPropagate(new URL(url, `${page}/cart/`), page, targets);

describe('shouldPropagate', () => {
  it('always says yes to the same origin', () => {
    for (const url of [
      '/api',
      'api',
      '?q',
      `${page}:443/x`,
      'https://SHOP.example.com/x',
      '//shop.example.com/',
    ]) {
      expect(propagates(url)).toBe(true);
    }
  });

  it.each([
    'https://evil.com/',
    '//evil.com/api',
    '/\\evil.com/',
    'http://shop.example.com/',
    'https://shop.example.com:8443/',
    'https://shop.example.com.evil.com/',
    'https://shop.example.com@evil.com/',
    'https://shop.example.com:443@evil.com/',
    'https://evil.com/https://shop.example.com/',
    'https://evil.com/?https://shop.example.com/',
    'https://evil.com/#https://shop.example.com/',
    'https://xn--shp-sna.example.com/',
    'https://sh\u043ep.example.com/',
    'https://api.shop.example.com/',
    'data:text/plain,https://shop.example.com/',
    'blob:https://shop.example.com/00000000-0000-0000-0000-000000000000',
    'about:blank',
    'ftp://shop.example.com/',
  ])('says no to %s', (url) => {
    expect(propagates(url)).toBe(false);
  });

  it('gives an opaque origin nothing but its list', () => {
    expect(shouldPropagate(new URL('file:///x'), 'null', [/./])).toBe(false);
    expect(shouldPropagate(new URL('https://a.example/'), 'null', ['https://a.example'])).toBe(true);
  });

  it('says no to other schemes, whatever the list says', () => {
    expect(propagates('blob:https://shop.example.com/1', /./, () => true)).toBe(false);
    expect(propagates('wss://shop.example.com/', /./, () => true)).toBe(false);
  });

  it('compares a listed origin exactly', () => {
    const api = 'https://api.example.com';
    for (const yes of ['', '/', '/v1/x?y#z', ':443/']) expect(propagates(api + yes, api)).toBe(true);
    for (const no of ['.evil.com/', ':8080/', '@evil.com/']) expect(propagates(api + no, api)).toBe(false);
    expect(propagates('http://api.example.com/', api)).toBe(false);
    expect(propagates('https://user:pw@api.example.com/', api)).toBe(true);
    expect(propagates('https://evil.com/', 'https://api.example.com@evil.com')).toBe(true);
  });

  it('matches a listed path at a slash only', () => {
    const prefix = 'https://api.example.com/v1';
    for (const yes of ['', '/', '/orders', '?q=1']) expect(propagates(prefix + yes, prefix)).toBe(true);
    for (const no of ['0', 'x/orders', '-beta']) expect(propagates(prefix + no, prefix)).toBe(false);
    expect(propagates('https://api.example.com/', prefix)).toBe(false);
    expect(propagates(`${prefix}/../admin`, prefix)).toBe(false);
    expect(propagates('https://api.example.com/v1', 'https://api.example.com/v1/')).toBe(false);
    expect(propagates('https://api.example.com/v1/x', 'https://api.example.com/v1/')).toBe(true);
    expect(propagates('https://api.example.com/rpc?m=a', 'https://api.example.com/rpc?m=a')).toBe(true);
    expect(propagates('https://api.example.com/rpc?m=b', 'https://api.example.com/rpc?m=a')).toBe(false);
  });

  it('matches internationalised names by what they really are', () => {
    expect(propagates('https://xn--bcher-kva.example/x', 'https://bücher.example')).toBe(true);
  });

  it('tests a RegExp on the full URL, each time afresh, and leaves it as it was', () => {
    const expression = /^https:\/\/[a-z]+\.example\.com\//gy;
    expression.lastIndex = 7;
    for (let i = 0; i < 3; i++) expect(propagates('https://api.example.com/x', expression)).toBe(true);
    expect(expression.lastIndex).toBe(7);
    expect(propagates('https://evil.com/https://api.example.com/', expression)).toBe(false);
  });

  it('asks a function, which must answer true itself', () => {
    const url = 'https://api.example.com/x';
    expect(propagates(url, ({ hostname }) => hostname === 'api.example.com')).toBe(true);
    expect(propagates(url, () => Promise.resolve(true) as never)).toBe(false);
    expect(propagates(url, () => 1 as never)).toBe(false);
  });

  it('counts what fails as no and goes on with the list', () => {
    const fails = () => {
      throw new Error('page bug');
    };
    const url = 'https://api.example.com/x';
    expect(propagates(url, fails, 'not a url', '', '://', null as never, {} as never)).toBe(false);
    expect(propagates(url, fails, 'not a url', 'https://api.example.com')).toBe(true);
  });
});

describe('matchesUrl', () => {
  it('resolves a path against the base', () => {
    const url = new URL('https://shop.example.com/health/live');
    expect(matchesUrl(url, ['/health'], page)).toBe(true);
    expect(matchesUrl(url, ['/health'])).toBe(false);
    expect(matchesUrl(new URL('https://other.example.com/health'), ['/health'], page)).toBe(false);
  });
});
