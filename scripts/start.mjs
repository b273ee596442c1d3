// @ts-check
// `npm start`: sets the clone up, builds Clew, then runs the demo with all arguments (`npm start -- --once`).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, setUp } from './setUp.mjs';

try {
  setUp();
  await build();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const demo = spawn(process.execPath, [join(root, 'demo', 'start.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The terminal's Ctrl-C reaches the demo by itself; a signal sent to this process alone would leave it running.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => demo.kill(signal));
}
demo.on('exit', (code) => process.exit(code ?? 1));
