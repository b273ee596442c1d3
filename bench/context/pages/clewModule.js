// Clew from npm, bundled with the application: small wrappers of its own, no zone.js.
import { context } from '@opentelemetry/api';
import { init } from 'clew';
import { scopeOf } from './scope.js';

init({ serviceName: 'bench', endpoint: location.origin });
globalThis.scope = scopeOf(context);
