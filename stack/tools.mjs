// @ts-check
// The toolchains that the stack is built and run with. Debian's are installed where this user may; else the message says
// what is missing.
import { spawnSync } from 'node:child_process';
import { findProgram, installFromDebian } from '../scripts/programs.mjs';

/** @typedef {{ program: string, packages: readonly string[], hint: string, isGood?: () => boolean }} Tool */

/** The first number pair a program prints of its own version, as one number: 1.26 is 1026. */
function versionOf(/** @type {string} */ program, /** @type {readonly string[]} */ args) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const [, major, minor = '0'] = /(\d+)(?:\.(\d+))?/.exec(`${stdout}${stderr}`) ?? [];
  return major ? Number(major) * 1000 + Number(minor) : 0;
}

/** @type {readonly Tool[]} */
const tools = [
  {
    program: 'go',
    // Debian 12 has 1.19. From 1.21 on, Go fetches the toolchain that a go.mod asks for by itself.
    packages: ['golang-go'],
    hint: 'Go 1.26, or Go 1.21 with GOTOOLCHAIN=auto: https://go.dev/dl',
    isGood: () => versionOf('go', ['version']) >= 1021,
  },
  {
    program: 'javac',
    packages: ['openjdk-17-jdk-headless'],
    hint: 'a JDK, 17 or newer',
    isGood: () => versionOf('javac', ['-version']) >= 17_000,
  },
  { program: 'mvn', packages: ['maven'], hint: 'Apache Maven 3.8 or newer' },
  {
    program: 'python3',
    packages: ['python3', 'python3-venv'],
    hint: 'Python 3.10 or newer with its venv module',
    isGood: () =>
      versionOf('python3', ['--version']) >= 3010 &&
      spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0,
  },
  { program: brokerProgram(), packages: ['rabbitmq-server'], hint: 'RabbitMQ 3.8 or newer' },
];

/** Debian's wrapper in PATH changes to a user of its own; the script behind it runs as whoever calls it. */
export function brokerProgram() {
  return findProgram(['/usr/lib/rabbitmq/bin/rabbitmq-server']) ?? 'rabbitmq-server';
}

const isThere = (/** @type {Tool} */ { program, isGood = () => true }) =>
  findProgram([program]) !== undefined && isGood();

/**
 * Installs what is missing.
 * @returns {void}
 * @throws When something is still missing after that; the message lists all of it.
 */
export function needTools() {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0) return;
  installFromDebian(missing.flatMap(({ packages }) => packages));
  const still = missing.filter((tool) => !isThere(tool));
  if (still.length === 0) return;
  throw new Error(`The stack needs:\n${still.map(({ hint }) => `  ${hint}`).join('\n')}`);
}
