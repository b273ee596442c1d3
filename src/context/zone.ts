// zone.js for the script tag. Its Promise stays out: native promises keep their semantics and speed, and the
// await bridge follows them. Its queueMicrotask would change the order of microtasks. The switches are taken
// away again, so that an Angular app that brings its own zone.js later gets all of it.
import './zoneSwitches.js';
import 'zone.js';
import { clearZoneSwitches } from './zoneSwitches.js';

clearZoneSwitches();
