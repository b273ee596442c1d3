import { describe, expect, it } from 'vitest';
import { redactUrl } from '../../src/pipeline/redactUrl.js';
import { createSeededRandom } from '../trace/seededRandom.js';

describe('redactUrl', () => {
  it.each([
    ['https://shop.example.com/cart', 'https://shop.example.com/cart'],
    ['https://shop.example.com', 'https://shop.example.com/'],
    ['https://shop.example.com/a?b=1&c=2', 'https://shop.example.com/a?b=REDACTED&c=REDACTED'],
    ['https://x.example/?b=1=2?3', 'https://x.example/?b=REDACTED'],
    ['https://x.example/?eyJhbGciOiJI.payload', 'https://x.example/?REDACTED'],
    ['https://x.example/?=secret', 'https://x.example/?REDACTED'],
    ['https://x.example/?a&b', 'https://x.example/?REDACTED&REDACTED'],
    ['https://x.example/cb#access_token=secret', 'https://x.example/cb'],
    ['https://x.example/cb?a=1#b?c=secret', 'https://x.example/cb?a=REDACTED'],
    ['https://user:secret@x.example:8443/a', 'https://REDACTED:REDACTED@x.example:8443/a'],
    ['https://secret@x.example/', 'https://REDACTED:REDACTED@x.example/'],
    ['https:/user:secret@x.example/', 'https://REDACTED:REDACTED@x.example/'],
    ['https:\\\\user:secret@x.example/', 'https://REDACTED:REDACTED@x.example/'],
    ['https://a:b@c:secret@x.example/', 'https://REDACTED:REDACTED@x.example/'],
    ['https://x.example/@user/mail@host', 'https://x.example/@user/mail@host'],
    ['wss://u:p@x.example/s?t=1', 'wss://REDACTED:REDACTED@x.example/s?t=REDACTED'],
    ['//u:secret@x.example/a', '//REDACTED:REDACTED@x.example/a'],
    ['/search?q=secret#x', '/search?q=REDACTED'],
    ['?q=secret', '?q=REDACTED'],
    ['data:text/plain,secret', 'data:REDACTED'],
    ['mailto:secret@example.com?subject=x', 'mailto:REDACTED'],
    ['javascript:alert("secret")', 'javascript:REDACTED'],
    ['', ''],
  ])('records %s as %s', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });

  it('never throws, and keeps no value of a query, on garbage', () => {
    const random = createSeededRandom(6);
    for (let round = 0; round < 20_000; round++) {
      const garbage = random.text('ab:/\\?#&=@%[] \0é\ud800.', 30);
      expect(redactUrl(`${garbage}?key=secret`)).not.toContain('secret');
      expect(redactUrl(`https://x.example/${garbage.replace(/[?#]/g, '')}?key=secret#secret`)).not.toContain(
        'secret',
      );
    }
  }, 30_000);

  it('takes a megabyte in its stride', () => {
    expect(
      redactUrl(`https://x.example/?${'a=b&'.repeat(1 << 18)}`).startsWith('https://x.example/?a=REDACTED'),
    ).toBe(true);
    expect(redactUrl(`//${'@'.repeat(1 << 20)}`)).toBe('//REDACTED:REDACTED@');
  });
});
