// @ts-check
// One program of the stack: started with its output in a log file, watched until it answers, ended together with whatever it
// started itself.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `ready` is the port it accepts connections on, or the URL that it answers with 2xx, once it can do its work.
 * @typedef {{ name: string, command: string, args?: readonly string[], cwd?: string, env?: Record<string, string>, ready: number | string }} Program
 */

/** @typedef {{ name: string, ready: Promise<void>, stop(): Promise<void> }} Started */

/** A JVM with an agent on a busy machine of two cores takes its time. */
const startLimitMs = 180_000;
const stopLimitMs = 10_000;
const shownLogLines = 25;

/** Ends, by signal, each program that was started and not stopped. @type {Set<(signal: NodeJS.Signals) => void>} */
const running = new Set();
process.once('exit', () => {
  for (const kill of running) kill('SIGKILL');
});

/**
 * Starts a program; it ends with `stop`, or with this process.
 * @param {Program} program
 * @param {string} logFolder Its output goes to `<logFolder>/<name>.log`.
 * @returns {Started} `ready` rejects with the end of the log when it dies first or takes over three minutes.
 */
export function startProgram({ name, command, args = [], cwd, env, ready }, logFolder) {
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `${name}.log`);
  const output = openSync(log, 'w');
  // A group of its own: RabbitMQ is a shell script that starts Erlang, and all of it has to end.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  const ended = new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already, which is what was wanted.
    }
  };
  running.add(kill);
  const died = ended.then((how) => {
    const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-shownLogLines).join('\n');
    throw new Error(`${name} ${how}. The end of ${log}:\n${end}`);
  });
  const isReady = Promise.race([waitUntilReady(name, ready), died]);
  // It is seen by whoever waits for it; after that, a program that ends is one that was stopped.
  isReady.catch(() => undefined);
  return {
    name,
    ready: isReady,
    async stop() {
      kill('SIGTERM');
      await Promise.race([ended, sleep(stopLimitMs, undefined, { ref: false })]);
      kill('SIGKILL');
      running.delete(kill);
    },
  };
}

async function waitUntilReady(/** @type {string} */ name, /** @type {number | string} */ ready) {
  for (const deadline = performance.now() + startLimitMs; performance.now() < deadline; await sleep(200)) {
    if (await (typeof ready === 'number' ? accepts(ready) : answers(ready))) return;
  }
  throw new Error(`${name} was not ready within ${startLimitMs / 1000} s.`);
}

const answers = (/** @type {string} */ url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** @returns {Promise<boolean>} */
const accepts = (/** @type {number} */ port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
