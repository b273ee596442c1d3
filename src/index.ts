// The npm entry: named re-exports only, no effect at import (server-side rendering may import it).
export { type Clew, init } from './init.js';
export type { CaptureSource, InitOptions } from './options.js';
export type { PropagationTarget } from './trace/propagationTargets.js';
