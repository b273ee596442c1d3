// @ts-check
// The Firefox of the cross-engine tests; see findBrowser for why none is ever downloaded.
import { join } from 'node:path';
import { findProgram, installFromDebian, programFromVariable } from './programs.mjs';

const installed = {
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: [join(process.env.PROGRAMFILES ?? '', 'Mozilla Firefox/firefox.exe')],
  other: ['firefox-esr', 'firefox'],
};

/**
 * Finds a Firefox: the `FIREFOX` variable, an installed one, else Debian's package where this user may install it.
 * Playwright's own Firefox does not serve: it is patched and speaks no WebDriver BiDi.
 * @returns {Promise<string>} Absolute path of the executable.
 * @throws When there is none; the message says what to run.
 */
export async function findFirefox() {
  const names =
    process.platform === 'darwin' || process.platform === 'win32'
      ? installed[process.platform]
      : installed.other;
  const found = programFromVariable('FIREFOX') ?? findProgram(names);
  if (found) return found;
  const fresh = installFromDebian(['firefox-esr']) ? findProgram(['firefox-esr']) : undefined;
  if (fresh) return fresh;
  throw new Error(
    'No Firefox found. Run one of:\n' +
      '  sudo apt-get install firefox-esr     (Debian)\n' +
      '  brew install --cask firefox          (macOS)\n' +
      'or set FIREFOX to the path of one.',
  );
}
