// OpenTelemetry as its manual has it: the web tracer with ZoneContextManager, which brings zone.js.
import { context } from '@opentelemetry/api';
import { ZoneContextManager } from '@opentelemetry/context-zone';
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web';
import { scopeOf } from './scope.js';

new WebTracerProvider().register({ contextManager: new ZoneContextManager() });
globalThis.scope = scopeOf(context);
