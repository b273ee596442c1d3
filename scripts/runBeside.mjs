// @ts-check
// A command that runs beside the steps, with what they leave of the processor. Its output would be lost among theirs: it
// goes to a file, of which the end is shown when somebody waits for the command.
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setUp.mjs';
import { runCommand } from './steps.mjs';

const SHOWN_LINES = 30;

/**
 * Starts it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} name Of its log in `.cache/`.
 * @returns {() => Promise<boolean>} Waits for its end, shows the end of its output, and says whether it exited 0.
 */
export function runBeside(command, args, name) {
  const log = join(root, '.cache', `${name}.log`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const output = openSync(log, 'w');
  const ended = runCommand('nice', ['-n', '19', command, ...args], {}, output);
  closeSync(output);
  return async () => {
    const ok = await ended;
    console.log(readFileSync(log, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'));
    return ok;
  };
}
