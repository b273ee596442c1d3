// Sentry's browser SDK with tracing.
import * as Sentry from '@sentry/browser';

Sentry.init({
  dsn: `${location.protocol}//public@${location.host}/1`,
  tunnel: '/sink/sentry',
  integrations: [Sentry.browserTracingIntegration()],
  tracesSampleRate: 1,
});

globalThis.peer = {
  span: (name, attributes) => Sentry.startInactiveSpan({ name, attributes }).end(),
  flush: () => Sentry.flush(10_000),
};
