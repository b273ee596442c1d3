// The one place where Clew becomes what `@opentelemetry/api` answers with.
import {
  type ContextManager,
  context,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Stop } from './browser/guard.js';

/** Registers globally; an SDK that registered before stays, which is said. */
export function registerGlobally(
  provider: TracerProvider,
  manager: ContextManager,
  propagator: TextMapPropagator,
): Stop {
  manager.enable();
  const mine = [
    trace.setGlobalTracerProvider(provider),
    context.setGlobalContextManager(manager),
    propagation.setGlobalPropagator(propagator),
  ];
  if (!mine[0]) console.warn('clew: another OpenTelemetry SDK was first; the API is its own.');
  return () => {
    const [isTracer, isManager, isPropagator] = mine;
    if (isPropagator) propagation.disable();
    if (isTracer) trace.disable();
    if (isManager) context.disable();
    manager.disable();
  };
}
