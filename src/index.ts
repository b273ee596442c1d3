// The npm entry: named re-exports only, no effect at import (server-side rendering may import it).
export { type Clew, init } from './init.js';
export type { CaptureSource, InitOptions, UrlMatcher } from './options.js';
