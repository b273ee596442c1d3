// Tells of every change of the document's address: by the Navigation API where the engine has it, else by patched
// history methods and popstate. What such a change means is for others to judge.
import type { Context } from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { assignEvent } from '../context/eventFrame.js';
import { current, type Frame, runIn } from '../context/frame.js';
import { watchCauses } from './navigationCause.js';
import type { SourceDeps } from './source.js';

/** One change of address, just made: `location` has the new one. */
export interface AddressChange {
  readonly type: NavigationType;
  /** When the page or the user asked for it, in milliseconds on the `performance.now()` timeline. */
  readonly time: number;
  /** The context of what asked for it. */
  readonly context: Context;
}

/** Told of a change, answers the frame in which the page's own listeners for it are to run. */
type OnChange = (change: AddressChange) => Frame | undefined;

/** Starts watching; `onChange` is called synchronously. */
export function watchNavigations(deps: SourceDeps, onChange: OnChange): Stop {
  const causes = watchCauses();
  /** What the page's listeners for the change that was made last run in. */
  let follower: Frame | undefined;

  function begin(type: NavigationType, url: string, event?: Event): AddressChange {
    const cause = causes.take(type, url);
    if (cause && event) assignEvent(event, cause);
    follower = cause;
    return { type, time: deps.now(), context: cause ? runIn(cause, deps.active) : deps.active() };
  }

  function made(change: AddressChange): void {
    follower = onChange(change) ?? follower;
  }

  function lead(event: Event): void {
    if (follower) assignEvent(event, follower);
  }

  const api = globalThis.navigation;
  return stopAll([
    causes.stop,
    ...(api ? watchApi(api) : watchHistory()),
    listen(window, 'popstate', lead, { capture: true }),
    listen(window, 'hashchange', lead, { capture: true }),
  ]);

  function watchApi(target: Navigation): (Stop | undefined)[] {
    let begun: AddressChange | undefined;
    const onNavigate = (event: NavigateEvent): void => {
      begun = begin(event.navigationType, event.destination.url, event);
    };
    const onCommit = ({ navigationType }: NavigationCurrentEntryChangeEvent): void => {
      // Without a type, only the entry's state was replaced.
      if (navigationType && begun) made({ ...begun, type: navigationType });
      begun = undefined;
    };
    return [
      listen(target, 'navigate', onNavigate),
      listen(target, 'currententrychange', onCommit),
      patchCalls(globalThis.NavigateEvent?.prototype, 'intercept', (self, [options, ...rest], original) =>
        Reflect.apply(original, self, [attempt('intercept', () => followed(options)) ?? options, ...rest]),
      ),
    ];
  }

  /** The page's handler runs after the commit, for whatever navigated. */
  function followed(options: unknown): unknown {
    const { handler } = options as NavigationInterceptOptions;
    if (typeof handler !== 'function') return undefined;
    const frame = current;
    const value = (): unknown => runIn(follower ?? frame, handler);
    return Object.create(options as object, { handler: { __proto__: null, value } as PropertyDescriptor });
  }

  function watchHistory(): (Stop | undefined)[] {
    let href = location.href;
    const commit = (type: NavigationType, event?: Event): void => {
      follower = undefined;
      if (location.href !== href) made(begin(type, location.href, event));
      href = location.href;
    };
    // A link to a fragment makes a popstate event too.
    const popped = (event: Event): void => commit(causes.follows(location.href) ? 'push' : 'traverse', event);
    return [
      ...(['push', 'replace'] as const).map((type) =>
        patchCalls<History>(globalThis.History?.prototype, `${type}State`, (self, args, original) => {
          const result = Reflect.apply(original, self, args);
          if (self === history) attempt('history', () => commit(type));
          return result;
        }),
      ),
      listen(window, 'popstate', popped, {
        capture: true,
      }),
    ];
  }
}
