// @ts-check
// `npm run stack:test`: makes what is missing, starts the stack on free ports, tests it, stops it.
import { build } from '../scripts/build.mjs';
import { runCommand } from '../scripts/steps.mjs';
import { installStack } from './install.mjs';

try {
  await installStack();
  await build();
  const args = ['playwright', 'test', '--config', 'stack/playwright.config.ts', ...process.argv.slice(2)];
  process.exitCode = (await runCommand('npx', args)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
