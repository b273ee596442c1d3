// Chromium's sandbox stays on wherever it can run.

/** The switches for this user: Chromium refuses to start as root with its sandbox on. */
export function sandboxSwitches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
