import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { assignEvent, BYSTANDER, frameOfEvent } from '../../src/context/eventFrame.js';
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
  expect(frameOfEvent(click(), undefined, BYSTANDER)).toBe(ROOT_FRAME);
  expect(runIn(interaction, () => frameOfEvent(new Event('order'), undefined, BYSTANDER))).toBe(ROOT_FRAME);
});
