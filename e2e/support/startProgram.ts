// Starts the programs an engine needs beside it and makes sure that they end with it.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A program that was started. */
export interface StartedProgram {
  /** The first line it writes to file descriptor 3; never settles if it writes none. Rejects when it cannot start. */
  readonly firstLine: Promise<string>;
  /** Ends the program. May be called twice. */
  stop(): void;
}

/** Starts `path`; it ends with `stop()`, and with this process at the latest. `env` is added to this process's own. */
export function startProgram(path: string, args: string[], env: Record<string, string> = {}): StartedProgram {
  const child = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    let text = '';
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${path} ended with code ${code}`)));
  });
  // Most callers never ask for the line; its failure is theirs to see only if they do.
  firstLine.catch(() => undefined);
  const stop = () => void child.kill();
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  return { firstLine, stop };
}
