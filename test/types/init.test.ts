// What must not compile. Checked by `tsc -p tsconfig.test.json`: an expected error that is none is an error itself.
import type {
  BatchSpanProcessor,
  ParentBasedSampler,
  ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-web';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type Clew,
  type CoreSource,
  type InitOptions,
  init,
  type PropagationTarget,
  type Sampler,
  type SpanProcessor,
} from '../../src/index.js';

/** Never called: only its types count. */
function refused(): void {
  // @ts-expect-error options are required
  init();
  // @ts-expect-error serviceName is required
  init({});
  // @ts-expect-error a name is text
  init({ serviceName: 7 });
  // @ts-expect-error no option has this name
  init({ serviceName: 'shop', sampelRate: 1 });
  // @ts-expect-error a rate is a number
  init({ serviceName: 'shop', sampleRate: '1' });
  // @ts-expect-error no source has this name
  init({ serviceName: 'shop', capture: ['clicks'] });
  // @ts-expect-error the disk is a value to import
  init({ serviceName: 'shop', persist: true });
  // @ts-expect-error targets are a list
  init({ serviceName: 'shop', propagateTo: 'https://api.example.com' });
  // @ts-expect-error a header is text
  init({ serviceName: 'shop', headers: { 'x-api-key': 7 } });
  // @ts-expect-error a redactor answers at once
  init({ serviceName: 'shop', redactUrl: async (url) => url });
  // @ts-expect-error the handle is read-only
  init({ serviceName: 'shop' }).sessionId = '';
}

describe('init', () => {
  it('takes options whose members may all be read-only', () => {
    expectTypeOf(refused).toBeFunction();
    expectTypeOf<Readonly<InitOptions>>().toExtend<Parameters<typeof init>[0]>();
    expectTypeOf<{ serviceName: string; propagateTo: readonly RegExp[] }>().toExtend<InitOptions>();
    expectTypeOf<{ serviceName: string; capture: readonly CoreSource[] }>().toExtend<InitOptions>();
  });

  it('takes texts, RegExps and functions of a URL as targets', () => {
    expectTypeOf<string>().toExtend<PropagationTarget>();
    expectTypeOf<RegExp>().toExtend<PropagationTarget>();
    expectTypeOf<(url: URL) => boolean>().toExtend<PropagationTarget>();
  });

  it('takes what implements the interfaces of OpenTelemetry', () => {
    expectTypeOf<SimpleSpanProcessor>().toExtend<SpanProcessor>();
    expectTypeOf<BatchSpanProcessor>().toExtend<SpanProcessor>();
    expectTypeOf<ParentBasedSampler>().toExtend<Sampler>();
    expectTypeOf<Parameters<SpanProcessor['onEnd']>[0]>().toExtend<ReadableSpan>();
  });

  it('returns a handle whose methods can be awaited', () => {
    expectTypeOf(init).returns.toEqualTypeOf<Clew>();
    expectTypeOf<Clew['flush']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<Clew['shutdown']>().toEqualTypeOf<() => Promise<void>>();
  });
});
