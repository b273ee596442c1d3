// Stock zone.js, all its patches on; a context is what Angular and OpenTelemetry make of one: a forked zone.
import 'zone.js';

const zone = Zone.current.fork({ name: 'bench', properties: { bench: true } });
const other = Zone.current.fork({ name: 'other', properties: { bench: false } });

globalThis.scope = {
  run: (fn) => zone.run(fn),
  runOther: (fn) => other.run(fn),
  isKept: () => Zone.current.get('bench') === true,
};
