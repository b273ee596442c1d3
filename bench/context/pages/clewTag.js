// Clew by its script tag, which stands before this module in the page.
import { scopeOf } from './scope.js';

globalThis.scope = scopeOf(globalThis.clew.context);
