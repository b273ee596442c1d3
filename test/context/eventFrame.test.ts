import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { asBystander, assignEvent, frameOfEvent, listenerFrame } from '../../src/context/eventFrame.js';
import { type Frame, ROOT_FRAME, runIn } from '../../src/context/frame.js';

const interaction: Frame = { context: ROOT_CONTEXT, work: undefined };

function click(): Event {
  const event = new Event('click');
  assignEvent(event, interaction);
  return event;
}

it("runs a listener in the interaction's frame, wherever it was added", () => {
  expect(frameOfEvent(click(), undefined, ROOT_FRAME)).toBe(interaction);
});

it('runs a bystander outside every interaction', () => {
  let bystander = ROOT_FRAME;
  asBystander(() => {
    bystander = listenerFrame();
  });
  expect(frameOfEvent(click(), undefined, bystander)).toBe(ROOT_FRAME);
  expect(runIn(interaction, () => frameOfEvent(new Event('order'), undefined, bystander))).toBe(ROOT_FRAME);
  expect(listenerFrame(), 'from then on').toBe(ROOT_FRAME);
});

it("keeps what nobody's code dispatches out of the interaction whose code listens", () => {
  expect(frameOfEvent(new Event('tick'), undefined, interaction)).toBe(ROOT_FRAME);
  expect(frameOfEvent({ isTrusted: true }, undefined, interaction), "the browser's own").toBe(interaction);
});
