// Options: what is accepted, what is said about a mistake, and what the text of data-* attributes becomes.
import { describe, expect, it, vi } from 'vitest';
import { optionsFromDataset } from '../src/datasetOptions.js';
import type { InitOptions } from '../src/options.js';
import { resolveOptions } from '../src/resolveOptions.js';

type Name = keyof InitOptions;

const someObject = { a: 1 };

/** Per option: values that are taken as they are, values that are not, and the form that the message names. */
const table: Record<Name, { valid: unknown[]; invalid: unknown[]; form: string }> = {
  serviceName: { valid: ['shop-web'], invalid: ['', '  ', 7, null, undefined], form: 'a non-empty string' },
  serviceVersion: { valid: ['2026.11.3'], invalid: ['', 1, null], form: 'a non-empty string' },
  environment: { valid: ['production'], invalid: ['', {}, null], form: 'a non-empty string' },
  resourceAttributes: {
    valid: [{}, { 'service.namespace': 'shop', replicas: 2 }],
    invalid: ['a=b', ['a'], null],
    form: 'an object of attributes',
  },
  endpoint: {
    valid: ['http://localhost:4318', 'https://otel.example.com/prefix/'],
    invalid: [
      '',
      'ftp://example.com',
      'javascript:alert(1)',
      'localhost:4318',
      'otel.example.com',
      '/relative',
      'https://me:secret@otel.example.com',
      'https://otel.example.com/?key=abc',
      'https://otel.example.com/#/',
      'https://otel.example.com/v1/traces',
      'https://otel.example.com/v1/logs/',
      4318,
      null,
    ],
    form: 'an http or https URL',
  },
  headers: {
    valid: [{}, { 'x-api-key': 'public' }],
    invalid: [
      'x=y',
      { 'x-api-key': 7 },
      { 'x key': 'a' },
      { 'x-key': 'a\nb' },
      new Headers(),
      new Map(),
      [],
      null,
    ],
    form: 'an object of strings',
  },
  propagateTo: {
    valid: [[], ['https://api.example.com', /^https:\/\/api\./, () => true]],
    invalid: [
      'https://api.example.com',
      ['api.example.com'],
      ['localhost:8081'],
      ['https://*.example.com'],
      ['*'],
      [7],
      [''],
      [null],
      null,
      someObject,
    ],
    form: 'a list of RegExps, functions or URL prefixes like https://',
  },
  ignoreUrls: {
    valid: [[], ['https://ads.example.com', /\/health$/, () => false]],
    invalid: [/\/health$/, [undefined], null],
    form: 'a list of URL prefixes, RegExps or functions',
  },
  sampleRate: {
    valid: [0, 0.25, 1],
    invalid: [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null],
    form: 'a number from 0 to 1',
  },
  capture: {
    valid: [[], ['fetch'], ['pageLoad', 'interactions', 'fetch', 'xhr']],
    invalid: ['fetch', ['Fetch'], ['fetch', 'clicks'], null],
    form: 'a list of pageLoad, interactions, fetch, xhr',
  },
  nativeAwait: { valid: [true, false], invalid: ['true', 0, null], form: 'true or false' },
  persist: {
    valid: [{ open: () => {} }],
    invalid: [true, 'true', 0, null],
    form: 'the imported disk',
  },
  routes: {
    valid: [[], ['/product/:id', '/files/*'], () => '/product/:id'],
    invalid: ['/product/:id', [/product/], [''], {}, null],
    form: 'a list of patterns',
  },
  redactUrl: { valid: [(url: string) => url], invalid: ['(url) => url', /./, null], form: 'a function' },
  tailSlowMs: {
    valid: [false, 0, 1_500],
    invalid: [true, -1, '1s', null],
    form: 'a number of milliseconds, or false',
  },
  beforeSend: { valid: [() => false], invalid: ['() => {}', {}, null], form: 'a function' },
  spanProcessors: {
    valid: [[], [{ onEnd() {} }]],
    invalid: [{ onEnd() {} }, [() => {}], ['console'], [null]],
    form: 'a list of objects with onEnd()',
  },
  propagators: {
    valid: [[], [{ inject() {} }]],
    invalid: ['b3', [{ extract() {} }], [undefined]],
    form: 'a list of objects with inject()',
  },
  sampler: {
    valid: [{ shouldSample() {} }],
    invalid: ['always_on', () => 2, {}, null],
    form: 'an object with shouldSample()',
  },
  consent: { valid: [true, false], invalid: ['yes', 1, null], form: 'true or false' },
  respectGpc: { valid: [true, false], invalid: ['yes', 1, null], form: 'true or false' },
  debug: { valid: [true, false], invalid: ['yes', 1, null], form: 'true or false' },
};

const cases = (which: 'valid' | 'invalid') =>
  (Object.keys(table) as Name[]).flatMap((name) => table[name][which].map((value) => ({ name, value })));

describe('resolveOptions', () => {
  it.each(cases('valid'))('takes $name as $value', ({ name, value }) => {
    expect(resolveOptions({ serviceName: 'shop', [name]: value })).toHaveProperty(name, value);
  });

  it.each(cases('invalid'))(
    'refuses $name as $value, by name and with the form it should have',
    (mistake) => {
      const { name, value } = mistake;
      const said = resolveOptions({ serviceName: 'shop', [name]: value });
      expect(said).toEqual([expect.stringContaining(`"${name}" must be ${table[name].form}`)]);
    },
  );

  it('fills in the defaults that the docstrings promise', () => {
    expect(resolveOptions({ serviceName: 'shop' })).toEqual({
      serviceName: 'shop',
      resourceAttributes: {},
      endpoint: 'http://localhost:4318',
      headers: {},
      propagateTo: [],
      ignoreUrls: [],
      sampleRate: 1,
      tailSlowMs: 2_000,
      consent: true,
      respectGpc: false,
      capture: ['pageLoad', 'interactions', 'fetch', 'xhr'],
      nativeAwait: true,
      routes: [],
      spanProcessors: [],
      propagators: [],
      debug: false,
    });
  });

  it('treats undefined as not given', () => {
    const given = Object.fromEntries(Object.keys(table).map((name) => [name, undefined]));
    expect(resolveOptions({ ...given, serviceName: 'shop' })).toEqual(
      resolveOptions({ serviceName: 'shop' }),
    );
  });

  it('says every mistake at once, each in one sentence', () => {
    expect(resolveOptions({ sampleRate: 2, debug: 'no', sampelRate: 1 })).toEqual([
      expect.stringMatching(/^unknown option "sampelRate"; known are serviceName, .*sampleRate/),
      expect.stringContaining('"serviceName"'),
      expect.stringContaining('"sampleRate"'),
      expect.stringContaining('"debug"'),
    ]);
  });

  it.each([undefined, null, 'shop', 7, [], () => {}])('refuses %s instead of an object', (given) => {
    expect(resolveOptions(given)).toEqual([expect.stringMatching(/object of options.*serviceName/)]);
  });

  it('reads own properties only, and leaves the given object alone', () => {
    const given = Object.freeze(
      Object.assign(Object.create({ debug: true, sampleRate: 'x' }), { serviceName: 'shop' }),
    );
    expect(resolveOptions(given)).toMatchObject({ serviceName: 'shop', debug: false, sampleRate: 1 });
  });

  it('refuses keys that would change prototypes, and changes none', () => {
    const given = JSON.parse('{ "serviceName": "shop", "__proto__": { "polluted": 1 }, "constructor": {} }');
    expect(resolveOptions(given)).toEqual([
      expect.stringContaining('"__proto__"'),
      expect.stringContaining('"constructor"'),
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('quotes what was given, so that the wrong one in a list is found', () => {
    expect(resolveOptions({ serviceName: 'shop', capture: ['pageload', 'fetch'] })).toEqual([
      expect.stringContaining('not ["pageload","fetch"]'),
    ]);
  });

  it.each([
    ['localhost', true],
    ['shop.localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['shop.example.com', false],
    ['localhost.example.com', false],
  ])('has no visitor of %s asked about their own machine', async (hostname, isLocal) => {
    vi.stubGlobal('location', { hostname });
    vi.resetModules();
    const fresh = await import('../src/resolveOptions.js');
    vi.unstubAllGlobals();
    expect(fresh.resolveOptions({ serviceName: 'shop' })).toEqual(
      isLocal
        ? expect.objectContaining({ endpoint: 'http://localhost:4318' })
        : [expect.stringContaining('"endpoint" must be')],
    );
  });

  it('is not changed afterwards', () => {
    expect(Object.isFrozen(resolveOptions({ serviceName: 'shop' }))).toBe(true);
  });
});

describe('optionsFromDataset', () => {
  it('names attributes that are nearly an option, and passes over others', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    // As a browser has them: data-serviceName is `servicename`, data-sample_rate `sample_rate`.
    const options = optionsFromDataset({ servicename: 'shop', sample_rate: '0', cfasync: 'false' });
    expect(options).toEqual({});
    expect(warn.mock.calls).toEqual([
      ['clew: data-servicename is no option; data-service-name is.'],
      ['clew: data-sample_rate is no option; data-sample-rate is.'],
    ]);
    warn.mockRestore();
  });

  const texts: readonly (readonly [Name, string, unknown])[] = [
    ['serviceName', 'shop', 'shop'],
    ['serviceVersion', '1.0', '1.0'],
    ['environment', 'test', 'test'],
    ['endpoint', 'https://otel.example.com', 'https://otel.example.com'],
    ['resourceAttributes', 'a=1, b = two ,c=x=y', { a: '1', b: 'two', c: 'x=y' }],
    ['headers', 'x-api-key=public', { 'x-api-key': 'public' }],
    ['propagateTo', 'https://a.example, https://b.example', ['https://a.example', 'https://b.example']],
    ['ignoreUrls', '/health,', ['/health']],
    ['sampleRate', '0.25', 0.25],
    ['capture', 'fetch,xhr', ['fetch', 'xhr']],
    ['nativeAwait', 'false', false],
    ['routes', '/product/:id, /files/*', ['/product/:id', '/files/*']],
    ['tailSlowMs', '1500', 1_500],
    ['tailSlowMs', 'false', false],
    ['consent', 'false', false],
    ['respectGpc', '', true],
    ['debug', '', true],
    ['debug', 'true', true],
  ];

  it.each(texts)('reads %s from %o', (name, text, value) => {
    const options = optionsFromDataset({ serviceName: 'shop', [name]: text });
    expect(options[name]).toEqual(value);
    expect(resolveOptions(options)).toHaveProperty(name, value);
  });

  it.each([
    ['true', true],
    ['', true],
    ['false', false],
    ['no', 'no'],
  ])('reads persist from %o, for the script tag to put the disk there', (text, value) => {
    expect(optionsFromDataset({ persist: text })).toEqual({ persist: value });
  });

  it('knows every option that text can express', () => {
    const expressed = new Set(texts.map(([name]) => name));
    expect(Object.keys(table).filter((name) => !expressed.has(name as Name))).toEqual([
      'persist',
      'redactUrl',
      'beforeSend',
      'spanProcessors',
      'propagators',
      'sampler',
    ]);
  });

  const mistakes: readonly (readonly [Name, string])[] = [
    ['serviceName', ''],
    ['endpoint', 'otel.example.com'],
    ['headers', 'public-key'],
    ['sampleRate', 'often'],
    ['sampleRate', ''],
    ['capture', 'fetch clicks'],
    ['nativeAwait', 'no'],
    ['debug', 'TRUE'],
    ['redactUrl', '(url) => url'],
  ];

  it.each(mistakes)('leaves %s=%o to be refused by name', (name, text) => {
    const options = optionsFromDataset({ serviceName: 'shop', [name]: text });
    expect(resolveOptions(options)).toEqual([expect.stringContaining(`"${name}" must be`)]);
  });

  it("leaves other scripts' attributes alone", () => {
    expect(optionsFromDataset({ serviceName: 'shop', turboTrack: 'reload', cfasync: 'false' })).toEqual({
      serviceName: 'shop',
    });
  });
});
