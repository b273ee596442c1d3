// @ts-check
// WebKit for the cross-engine tests: WebKitGTK's driver and its MiniBrowser, which stand for Safari's engine (not for
// Safari). Linux only, and MiniBrowser needs a display, so Xvfb belongs to it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, installFromDebian, isProgram, programFromVariable } from './programs.mjs';

/** @typedef {{ driver: string, browser: string, display: string }} WebKit Absolute paths of the three programs; `display` is Xvfb. */

/** MiniBrowser lies in a folder named after the multiarch triplet and the API version: take the newest. */
function findMiniBrowser() {
  const roots = ['/usr/lib', '/usr/libexec', '/usr/lib64'].filter(existsSync);
  const folders = roots.flatMap((root) => [
    root,
    ...readdirSync(root)
      .filter((name) => name.endsWith('-linux-gnu'))
      .map((name) => join(root, name)),
  ]);
  return folders
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^webkit(2gtk|gtk)-/.test(name))
        .sort()
        .reverse()
        .map((name) => join(folder, name, 'MiniBrowser')),
    )
    .find(isProgram);
}

/** @returns {WebKit | undefined} */
function findAll() {
  const driver = programFromVariable('WEBKIT_DRIVER') ?? findProgram(['WebKitWebDriver']);
  const browser = programFromVariable('WEBKIT_BROWSER') ?? findMiniBrowser();
  const display = findProgram(['Xvfb']);
  return driver && browser && display ? { driver, browser, display } : undefined;
}

/**
 * Finds WebKitWebDriver, MiniBrowser and Xvfb: the variables `WEBKIT_DRIVER` and `WEBKIT_BROWSER`, installed ones,
 * else Debian's packages where this user may install them.
 * @returns {Promise<WebKit>}
 * @throws When one is missing; the message says what to run.
 */
export async function findWebKit() {
  const found = findAll() ?? (installFromDebian(['webkit2gtk-driver', 'xvfb']) ? findAll() : undefined);
  if (found) return found;
  throw new Error(
    'No WebKitGTK driver, MiniBrowser or Xvfb found. Run:\n' +
      '  sudo apt-get install webkit2gtk-driver xvfb     (Debian, Ubuntu)\n' +
      'or set WEBKIT_DRIVER and WEBKIT_BROWSER. There is no WebKitGTK for macOS or Windows.',
  );
}
