// One process of the demo: started, watched until it answers, ended with its last words kept for the error message.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const telemetry = new URL('services/telemetry.mjs', import.meta.url).href;
const startLimitMs = 60_000;
const stopLimitMs = 5_000;
const keptLogLines = 15;

/**
 * Starts `services/<name>.mjs` in a process of its own. It ends by itself when this process does, however that ends.
 * @param {string} name
 * @param {{ port: number, env?: Record<string, string>, telemetry?: boolean, quiet?: boolean, onDeath(error: Error): void }} options
 *   `telemetry` (default true) loads OpenTelemetry first; `quiet` keeps its output off the terminal; `onDeath` is told when
 *   it ends without having been asked to
 * @returns {{ ready: Promise<void>, stop(): Promise<void>, kill(): void }} `ready` rejects if it dies first or takes over a minute
 */
export function startChildProcess(name, options) {
  const file = fileURLToPath(new URL(`services/${name}.mjs`, import.meta.url));
  const child = spawn(
    process.execPath,
    [...(options.telemetry === false ? [] : ['--import', telemetry]), file],
    {
      env: { ...process.env, ...options.env, PORT: String(options.port), OTEL_SERVICE_NAME: name },
      // The channel ('ipc') carries nothing: each child ends itself when it closes, even if we were killed with no chance to act.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const log = keepLog(child, name, options.quiet);
  const lastWords = () => `Its last words:\n${log.join('\n') || '(none)'}`;
  let stopping = false;
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const died = ended.then((how) => {
    // A Ctrl-C in the terminal reaches every process at once, so a child may be gone before we are asked to stop it.
    if (stopping || how === 'ended with SIGINT') return;
    const error = new Error(`The ${name} process ${how}. ${lastWords()}`);
    options.onDeath(error);
    throw error;
  });
  const kill = () => {
    stopping = true;
    child.kill('SIGKILL');
  };
  return {
    ready: Promise.race([waitUntilReady(name, options, lastWords), died]),
    kill,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(stopLimitMs, undefined, { ref: false }).then(kill)]);
    },
  };
}

/** A service is ready when GET /health says so, the database when it accepts a connection. */
async function waitUntilReady(name, { port, telemetry }, lastWords) {
  const isReady = telemetry === false ? accepts : answers;
  for (const deadline = performance.now() + startLimitMs; performance.now() < deadline; await sleep(50)) {
    if (await isReady(port)) return;
  }
  throw new Error(`The ${name} process was not ready within ${startLimitMs / 1_000} s. ${lastWords()}`);
}

function answers(port) {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    (response) => response.ok,
    () => false,
  );
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Keeps the last lines of both outputs, and shows them with the service's name unless told to be quiet. */
function keepLog(child, name, quiet) {
  const log = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      log.push(...lines);
      log.splice(0, log.length - keptLogLines);
      if (!quiet) for (const line of lines) console.error(`${name}: ${line}`);
    });
  }
  return log;
}
