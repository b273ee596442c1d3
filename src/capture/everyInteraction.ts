// Interactions that led to nothing, for those who want to see them too: without this source they are only counted.
import { PRESSES } from './interactionSpan.js';
import { addCommentator } from './openInteractions.js';
import type { Source } from './source.js';

/** Sends interactions without any effect as well. */
export const everyInteraction: Source = {
  name: 'everyInteraction',
  start: () =>
    addCommentator({
      ending(interaction) {
        interaction.isKept ||= !PRESSES.test(interaction.type);
      },
    }),
};
