// And what it gives up once `constructor` has been an accessor, put back though it is: nobody who has followed `await` gets below this.
import './patchedThen.js';

const { prototype } = Promise;
const before = Object.getOwnPropertyDescriptor(prototype, 'constructor');
Object.defineProperty(prototype, 'constructor', { configurable: true, get: () => Promise });
Object.defineProperty(prototype, 'constructor', before);
