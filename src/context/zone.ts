// zone.js for the script tag: Zone, timers and animation frames. The rest stays out, because the page can tell it from
// the browser's own: its Promise (native ones keep their semantics and speed, and the await bridge follows them), its
// queueMicrotask (another order among promise callbacks), its listeners and handlers (another order among each
// other), its classes. The switches are taken away again: an Angular app that brings its own zone.js gets all of it.
import './zoneSwitches.js';
import 'zone.js';
import { clearZoneSwitches } from './zoneSwitches.js';

clearZoneSwitches();
