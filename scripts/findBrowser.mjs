// @ts-check
// The Chromium that tests and `npm start -- --once` drive. Never downloads one: a browser that belongs to the machine is
// patched with the machine.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, installFromDebian, isProgram, programFromVariable } from './programs.mjs';

const windowsRoots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];

/** Where Chromium and Chrome are installed, by platform; Chromium first. */
const installed = {
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
    join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
  ]),
  win32: windowsRoots.flatMap((root) =>
    root
      ? [join(root, 'Chromium/Application/chrome.exe'), join(root, 'Google/Chrome/Application/chrome.exe')]
      : [],
  ),
  other: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
};

/** The browser of a `playwright install`, if there was one. */
async function playwrightsOwn() {
  try {
    const { chromium } = await import('@playwright/test');
    const path = chromium.executablePath();
    return isProgram(path) ? path : undefined;
  } catch {
    return undefined; // Dependencies are not installed yet, or this platform has no Playwright build.
  }
}

/**
 * Finds a Chromium: the `CHROMIUM` variable, an installed Chromium or Chrome, Playwright's own, else Debian's package
 * where this user may install it.
 * @returns {Promise<string>} Absolute path of the executable.
 * @throws When there is none; the message says what to run.
 */
export async function findBrowser() {
  const names =
    process.platform === 'darwin' || process.platform === 'win32'
      ? installed[process.platform]
      : installed.other;
  const found = programFromVariable('CHROMIUM') ?? findProgram(names) ?? (await playwrightsOwn());
  if (found) return found;
  const fresh = installFromDebian(['chromium']) ? findProgram(['chromium']) : undefined;
  if (fresh) return fresh;
  throw new Error(
    'No Chromium or Chrome found. Run one of:\n' +
      '  sudo apt-get install chromium        (Debian)\n' +
      '  brew install --cask chromium         (macOS)\n' +
      '  npx playwright install chromium      (anywhere)\n' +
      'or set CHROMIUM to the path of one.',
  );
}

/**
 * The switches for this user: Chromium refuses to start as root with its sandbox on, which stays on wherever it can run.
 * @returns {string[]}
 */
export const sandboxSwitches = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
