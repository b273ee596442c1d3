// What an application writes, of which its bundler leaves out what it does not import: measured by `npm run size`.
export { init } from '../../dist/index.js';
