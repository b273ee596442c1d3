// MessageChannel: a message is handled in the frame that posted it. A scheduler (React's) listens once, when it is loaded,
// and posts whenever there is work: who listened says nothing about whose work it is.
import type { Stop } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { patchClass } from '../browser/patchClass.js';
import { assignEvent, lastInteraction } from './eventFrame.js';
import { current, type Frame } from './frame.js';

interface Posted {
  readonly frame: Frame;
  /** Whose turn it was. A scheduler that is under way does not post again: what another user event adds is not told apart. */
  readonly during: Frame;
}

/** Messages on their way, oldest first, by the port that posted them. */
const underWay = new WeakMap<object, Posted[]>();

/** With more than this under way, the other port is closed, or in a worker or another window. */
const MOST_UNDER_WAY = 100;

function follow(from: MessagePort, to: MessagePort): void {
  const posts: Posted[] = [];
  underWay.set(from, posts);
  const arrived = (event: Event): void => {
    const post = posts.shift();
    if (post?.during === lastInteraction) assignEvent(event, post.frame);
  };
  // Added before any of the page's own. It does not start the port.
  for (const type of ['message', 'messageerror']) listen(to, type, arrived);
}

/** Patches the constructor of MessageChannel and `postMessage` of its ports. */
export function patchMessageChannels(): (Stop | undefined)[] {
  return [
    patchClass('MessageChannel', (make) => {
      const channel = make() as MessageChannel;
      follow(channel.port1, channel.port2);
      follow(channel.port2, channel.port1);
      return channel;
    }),
    patchCalls<object>(globalThis.MessagePort?.prototype, 'postMessage', (self, args, postMessage) => {
      const result = Reflect.apply(postMessage, self, args);
      const posts = underWay.get(self);
      if (posts && posts.push({ frame: current, during: lastInteraction }) > MOST_UNDER_WAY)
        underWay.delete(self);
      return result;
    }),
  ];
}
